import type { FlowItem } from '@flowgate/shared'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { formatPort } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { DecidedBy } from '../../../ui/decided-by.tsx'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import type { Column, RowAction } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import type { ListResult } from '../../../ui/table/list-result.ts'
import type { TableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { Endpoint } from './endpoint.tsx'

interface FlowTableProps {
  readonly result: ListResult<FlowItem>
  readonly state: TableState
  readonly filters: ReactNode
  readonly empty: ReactNode
}

const ORIGIN: Readonly<Record<FlowItem['origin'], string>> = {
  observed: 'observed',
  imported: 'imported',
  recorded: 'recorded',
}

const COLUMNS: readonly Column<FlowItem>[] = [
  { key: 'lastSeen', label: 'Last seen', sort: 'lastSeen', render: (flow) => <Time at={flow.lastSeen} /> },
  { key: 'source', label: 'Source', pinned: true, render: (flow) => <Endpoint side={flow.source} /> },
  {
    key: 'destination',
    label: 'Destination',
    pinned: true,
    render: (flow) => <Endpoint side={flow.destination} />,
  },
  {
    key: 'port',
    label: 'Port',
    sort: 'port',
    render: (flow) => (
      <span className="fg-nowrap" title={flow.service ?? ''}>
        <span className="fg-mono">{formatPort(flow.protocol, flow.port)}</span>{' '}
        {flow.service && <span className="fg-subtle">{flow.service}</span>}
      </span>
    ),
  },
  { key: 'state', label: 'Verdict', render: (flow) => <StateMark state={flow.state} /> },
  {
    key: 'decidedBy',
    label: 'Decided by',
    render: (flow) => (
      <span className="fg-nowrap">
        <DecidedBy by={flow.decidedBy} />
      </span>
    ),
  },
  {
    key: 'sessions',
    label: 'Sessions',
    sort: 'sessions',
    numeric: true,
    render: (flow) => <Quantity value={flow.sessions} />,
  },
  {
    key: 'bytes',
    label: 'Bytes',
    sort: 'bytes',
    numeric: true,
    render: (flow) => <Quantity value={flow.bytes} unit="bytes" />,
  },
  {
    key: 'packets',
    label: 'Packets',
    sort: 'packets',
    numeric: true,
    optional: true,
    render: (flow) => <Quantity value={flow.packets} />,
  },
  {
    key: 'firstSeen',
    label: 'First seen',
    sort: 'firstSeen',
    optional: true,
    render: (flow) => <Time at={flow.firstSeen} />,
  },
  {
    key: 'process',
    label: 'Process',
    optional: true,
    render: (flow) => flow.process ?? <span className="fg-subtle">–</span>,
  },
  {
    key: 'user',
    label: 'User',
    optional: true,
    render: (flow) => flow.user ?? <span className="fg-subtle">–</span>,
  },
  {
    key: 'appId',
    label: 'App id',
    optional: true,
    render: (flow) => flow.appId ?? <span className="fg-subtle">–</span>,
  },
  { key: 'origin', label: 'Origin', optional: true, render: (flow) => ORIGIN[flow.origin] },
]

const selectorOf = (side: FlowItem['source']): string =>
  side.workloadId === null ? `addr:${side.address}` : `wl:${side.workloadId}`
const isHidden = ({ source, destination }: FlowItem) =>
  source.kind === 'hidden' || destination.kind === 'hidden'
const HIDDEN = 'The other side is outside your scope.'

export const FlowTable = ({ result, state, filters, empty }: FlowTableProps) => {
  const navigate = useNavigate()
  const rowActions: readonly RowAction<FlowItem>[] = [
    {
      label: 'Explain',
      blocked: (flow) => (isHidden(flow) ? HIDDEN : null),
      onSelect: ({ source, destination, protocol, port }) =>
        void navigate(
          paths.analyze({
            source: source.workloadId ?? source.address,
            destination: destination.workloadId ?? destination.address,
            protocol,
            port,
          }),
        ),
    },
    {
      label: 'Only this pair',
      blocked: (flow) => (isHidden(flow) ? HIDDEN : null),
      onSelect: ({ source, destination }) =>
        state.setFilter({ source: selectorOf(source), destination: selectorOf(destination) }),
    },
    {
      label: 'Only this port',
      onSelect: ({ protocol, port }) =>
        state.setFilter({ protocol, port: port === null ? null : String(port) }),
    },
  ]
  return (
    <DataTable
      id="flows"
      label="Flows"
      columns={COLUMNS}
      rowKey={(flow) => flow.id}
      rowActions={rowActions}
      result={result}
      state={state}
      filters={filters}
      empty={empty}
    />
  )
}
