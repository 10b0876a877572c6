import { FLOW_STATES, type Page } from '@flowgate/shared'
import { Button } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { STATES } from '../../../ui/state/states.ts'
import { clientPage } from '../../../ui/table/client-page.ts'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import type { TableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import type { Aggregate } from '../api/aggregate.ts'
import { StateBar } from './state-bar.tsx'

type Item = Aggregate['items'][number]
interface AggregateTableProps {
  readonly heading: string
  readonly result: {
    readonly data: Aggregate | undefined
    readonly isPending: boolean
    readonly isFetching: boolean
    readonly isPlaceholderData: boolean
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly state: TableState
  readonly filters: ReactNode
  readonly empty: ReactNode
  /** Shows the flows behind a row. */
  readonly onOpen: (item: Item) => void
}
const VALUES: Readonly<Record<string, (item: Item) => string | number>> = {
  label: (item) => item.label,
  flows: (item) => item.flows,
  sessions: (item) => item.sessions,
  bytes: (item) => item.bytes,
  lastSeen: (item) => item.lastSeen,
}
const columns = (heading: string, onOpen: (item: Item) => void): readonly Column<Item>[] => [
  {
    key: 'label',
    label: heading,
    sort: 'label',
    pinned: true,
    render: (item) => (
      <Button variant="link" isInline onClick={() => onOpen(item)}>
        {item.label}
      </Button>
    ),
  },
  {
    key: 'states',
    label: 'Verdicts',
    hint: FLOW_STATES.map((state) => STATES[state].label).join(', '),
    render: (item) => <StateBar states={item.states} />,
  },
  {
    key: 'flows',
    label: 'Flows',
    sort: 'flows',
    numeric: true,
    render: (item) => <Quantity value={item.flows} />,
  },
  {
    key: 'sessions',
    label: 'Sessions',
    sort: 'sessions',
    numeric: true,
    render: (item) => <Quantity value={item.sessions} />,
  },
  {
    key: 'bytes',
    label: 'Bytes',
    sort: 'bytes',
    numeric: true,
    render: (item) => <Quantity value={item.bytes} unit="bytes" />,
  },
  { key: 'lastSeen', label: 'Last seen', sort: 'lastSeen', render: (item) => <Time at={item.lastSeen} /> },
]

/** Traffic grouped and summed; the largest 500 groups are fetched, the total says how many there are. */
export const AggregateTable = (props: AggregateTableProps) => {
  const { heading, result, state, onOpen } = props
  const page: Page<Item> | undefined = result.data && {
    ...clientPage(result.data.items, state, VALUES),
    total: result.data.total,
  }
  return (
    <DataTable
      id="flow-groups"
      label={heading}
      columns={columns(heading, onOpen)}
      rowKey={(item) => JSON.stringify([item.label, item.filter])}
      result={{ ...result, data: page }}
      state={state}
      filters={props.filters}
      empty={props.empty}
    />
  )
}
