import type { listSegments, Output } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { NetworkIcon } from '@patternfly/react-icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { FilterToolbar } from '../../../ui/filter/filter-toolbar.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Nothing } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { useTableState } from '../../../ui/table/use-table-state.ts'
import { Mono } from '../../../ui/text/mono.tsx'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { segmentsQuery } from '../api/inventory.ts'

type SegmentItem = Output<typeof listSegments>['items'][number]
const columns: readonly Column<SegmentItem>[] = [
  { key: 'name', label: 'Segment', sort: 'name', pinned: true, render: ({ name }) => name },
  { key: 'id', label: 'Id', sort: 'id', render: ({ id }) => <Mono>{id}</Mono> },
  {
    key: 'vlan',
    label: 'VLAN',
    sort: 'vlan',
    numeric: true,
    render: ({ vlan }) => <Mono>{vlan ?? 'overlay'}</Mono>,
  },
  { key: 'subnets', label: 'Subnets', render: ({ subnets }) => <Mono>{subnets.join(', ') || '–'}</Mono> },
  {
    key: 'workloads',
    label: 'Workloads',
    sort: 'workloads',
    numeric: true,
    render: ({ id, workloads }) => (
      <Link to={paths.workloads({ segment: id })}>
        <Quantity value={workloads} />
      </Link>
    ),
  },
]
const NO_FILTERS = [] as const

export const SegmentsPage = () => {
  const state = useTableState(NO_FILTERS, { sort: 'name' })
  return (
    <>
      <PageHeader title="Segments" description="Port groups of the distributed switch" />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="segments"
          label="Segments"
          columns={columns}
          rowKey={({ id }) => id}
          result={useQuery(segmentsQuery(state.query))}
          state={state}
          filters={<FilterToolbar state={state} searchHint="Segment, VLAN or subnet" />}
          empty={
            <Nothing title="No segments yet" icon={NetworkIcon}>
              Segments come from a Flowgate document (<code>flowgate apply</code>) or the API.
            </Nothing>
          }
        />
      </PageSection>
    </>
  )
}
