import type { FlowState, MapEdge, MapNode } from '@flowgate/shared'
import { useMemo } from 'react'
import { formatPort } from '../../../lib/format.ts'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import { Nothing } from '../../../ui/states.tsx'
import { clientPage } from '../../../ui/table/client-page.ts'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import type { ListResult } from '../../../ui/table/list-result.ts'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import type { MapResponse } from '../api/map.ts'
import { shownState } from '../model/graph.ts'

interface MapTableProps {
  readonly result: Omit<ListResult<MapEdge>, 'data'> & { readonly data: MapResponse | undefined }
  readonly hidden: ReadonlySet<FlowState>
  readonly selectedEdge: string
  readonly onSelect: (edgeId: string) => void
}
type Row = MapEdge & { readonly from: string; readonly to: string; readonly shown: FlowState }
const NO_FILTERS: readonly never[] = []

/** `shop / web`: a tier's label alone could be any application's. */
const pathOf = (nodes: ReadonlyMap<string, MapNode>, id: string): string => {
  const node = nodes.get(id)
  if (!node) return id
  return node.parent === null ? node.label : `${pathOf(nodes, node.parent)} / ${node.label}`
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'from', label: 'Source', sort: 'from', pinned: true, render: (row) => row.from },
  { key: 'to', label: 'Destination', sort: 'to', pinned: true, render: (row) => row.to },
  { key: 'state', label: 'Verdict', sort: 'state', render: (row) => <StateMark state={row.shown} /> },
  {
    key: 'services',
    label: 'Services',
    sort: 'services',
    render: (row) => (
      <span className="fg-mono">
        {row.top.map(({ protocol, port }) => formatPort(protocol, port)).join(', ')}
        {row.services > row.top.length && ` +${row.services - row.top.length}`}
      </span>
    ),
  },
  {
    key: 'flows',
    label: 'Flows',
    sort: 'flows',
    numeric: true,
    render: (row) => <Quantity value={row.flows} />,
  },
  {
    key: 'sessions',
    label: 'Sessions',
    sort: 'sessions',
    numeric: true,
    render: (row) => <Quantity value={row.sessions} />,
  },
  {
    key: 'bytes',
    label: 'Bytes',
    sort: 'bytes',
    numeric: true,
    render: (row) => <Quantity value={row.bytes} unit="bytes" />,
  },
  { key: 'firstSeen', label: 'First seen', sort: 'firstSeen', render: (row) => <Time at={row.firstSeen} /> },
  { key: 'lastSeen', label: 'Last seen', sort: 'lastSeen', render: (row) => <Time at={row.lastSeen} /> },
]
const VALUES: Readonly<Record<string, (row: Row) => string | number>> = {
  from: (row) => row.from,
  to: (row) => row.to,
  state: (row) => row.shown,
  services: (row) => row.services,
  flows: (row) => row.flows,
  sessions: (row) => row.sessions,
  bytes: (row) => row.bytes,
  firstSeen: (row) => row.firstSeen,
  lastSeen: (row) => row.lastSeen,
}

/** The map's twin for the keyboard and the ear: the same edges with the same numbers. */
export const MapTable = ({ result, hidden, selectedEdge, onSelect }: MapTableProps) => {
  const state = useTableState(NO_FILTERS, { sort: '-sessions' })
  const { data } = result
  const rows = useMemo(() => {
    const nodes = new Map(data?.nodes.map((node) => [node.id, node]))
    return (data?.edges ?? []).flatMap((edge): Row[] => {
      const shown = shownState(edge, hidden)
      return shown === null
        ? []
        : [{ ...edge, shown, from: pathOf(nodes, edge.source), to: pathOf(nodes, edge.target) }]
    })
  }, [data, hidden])
  return (
    <DataTable
      id="map-edges"
      label="Traffic between nodes"
      columns={COLUMNS}
      rowKey={(row) => row.id}
      result={{ ...result, data: data ? clientPage(rows, state, VALUES) : undefined }}
      state={state}
      openKey={selectedEdge}
      onOpen={(row) => onSelect(row.id)}
      empty={
        <Nothing title="No traffic in this window">Choose a longer time window, or take filters off.</Nothing>
      }
    />
  )
}
