import { useQuery } from '@tanstack/react-query'
import { formatPort } from '../../../lib/format.ts'
import { StateMark } from '../../../ui/state/state-mark.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import type { MapQuery } from '../api/map.ts'
import { type EdgeRow, mapEdgesQuery } from '../api/map-edges.ts'

interface MapTableProps {
  readonly query: MapQuery
  readonly selectedEdge: string
  readonly onSelect: (edgeId: string) => void
}
const NO_FILTERS: readonly never[] = []
/** Services in a row, so that each row is one line; the details have all of them. */
const LISTED = 2

const COLUMNS: readonly Column<EdgeRow>[] = [
  { key: 'source', label: 'Source', sort: 'source', pinned: true, render: (row) => row.sourcePath },
  {
    key: 'destination',
    label: 'Destination',
    sort: 'destination',
    pinned: true,
    render: (row) => row.destinationPath,
  },
  { key: 'state', label: 'Verdict', sort: 'state', render: (row) => <StateMark state={row.state} /> },
  {
    key: 'services',
    label: 'Services',
    sort: 'services',
    render: (row) => (
      <span
        className="fg-mono fg-nowrap"
        title={row.top.map(({ protocol, port }) => formatPort(protocol, port)).join(', ')}
      >
        {row.top
          .slice(0, LISTED)
          .map(({ protocol, port }) => formatPort(protocol, port))
          .join(', ')}
        {row.services > LISTED && ` +${row.services - LISTED}`}
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

/** The map's twin for the keyboard and the ear: the same edges with the same numbers, and those too many to draw. */
export const MapTable = ({ query, selectedEdge, onSelect }: MapTableProps) => {
  const state = useTableState(NO_FILTERS, { sort: '-sessions' })
  const result = useQuery(mapEdgesQuery({ ...query, ...state.query }))
  return (
    <DataTable
      id="map-edges"
      label="Traffic between nodes"
      columns={COLUMNS}
      rowKey={(row) => row.id}
      result={result}
      state={state}
      openKey={selectedEdge}
      onOpen={(row) => onSelect(row.id)}
      empty={
        <Nothing title="No traffic in this window">Choose a longer time window, or take filters off.</Nothing>
      }
    />
  )
}
