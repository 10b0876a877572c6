import type { listHosts, Output } from '@flowgate/shared'
import { PageSection } from '@patternfly/react-core'
import { ServerIcon } from '@patternfly/react-icons'
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
import { hostsQuery } from '../api/inventory.ts'

type HostItem = Output<typeof listHosts>['items'][number]
const columns: readonly Column<HostItem>[] = [
  {
    key: 'name',
    label: 'Host',
    sort: 'name',
    pinned: true,
    render: ({ id, name }) => <Link to={paths.host(id)}>{name}</Link>,
  },
  { key: 'id', label: 'Id', sort: 'id', render: ({ id }) => <Mono>{id}</Mono> },
  { key: 'cluster', label: 'Cluster', sort: 'clusterName', render: ({ clusterName }) => clusterName ?? '–' },
  { key: 'site', label: 'Site', sort: 'siteName', render: ({ siteName }) => siteName ?? '–' },
  {
    key: 'workloads',
    label: 'Workloads',
    sort: 'workloads',
    numeric: true,
    render: ({ id, workloads }) => (
      <Link to={paths.workloads({ host: id })}>
        <Quantity value={workloads} />
      </Link>
    ),
  },
]
const NO_FILTERS = [] as const

export const HostsPage = () => {
  const state = useTableState(NO_FILTERS, { sort: 'name' })
  return (
    <>
      <PageHeader
        title="Hosts"
        description="Hypervisors and servers that run a Distributed Firewall Engine"
      />
      <PageSection hasBodyWrapper={false}>
        <DataTable
          id="hosts"
          label="Hosts"
          columns={columns}
          rowKey={({ id }) => id}
          result={useQuery(hostsQuery(state.query))}
          state={state}
          filters={<FilterToolbar state={state} searchHint="Host, cluster or site" />}
          empty={
            <Nothing title="No hosts yet" icon={ServerIcon}>
              Hosts come from a Flowgate document (<code>flowgate apply</code>) or the API.
            </Nothing>
          }
        />
      </PageSection>
    </>
  )
}
