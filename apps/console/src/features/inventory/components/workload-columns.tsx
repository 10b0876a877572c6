import type { WorkloadItem } from '@flowgate/shared'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import type { Column } from '../../../ui/table/column.ts'
import { Mono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { ModeMark } from './mode-mark.tsx'
import { TagList } from './tag-list.tsx'

/** The first address; the others on hover, so that a row stays one line high. */
const Addresses = ({ workload }: { readonly workload: WorkloadItem }) => {
  const [first, ...others] = workload.vnics.flatMap(({ addresses }) => addresses)
  if (first === undefined) return <span className="fg-subtle">none</span>
  return (
    <span className="fg-nowrap" title={[first, ...others].join(', ')}>
      <Mono>{first}</Mono>
      {others.length > 0 && <span className="fg-subtle"> +{others.length}</span>}
    </span>
  )
}
/** Tags that have columns of their own are not said twice. */
const OWN_COLUMNS = new Set(['app', 'tier'])

export const workloadColumns: readonly Column<WorkloadItem>[] = [
  {
    key: 'name',
    label: 'Name',
    sort: 'name',
    pinned: true,
    render: (workload) => (
      <Link className="fg-nowrap" to={paths.workload(workload.id)}>
        {workload.name}
      </Link>
    ),
  },
  { key: 'addresses', label: 'Addresses', render: (workload) => <Addresses workload={workload} /> },
  {
    key: 'application',
    label: 'Application',
    sort: 'application',
    render: ({ application }) =>
      application === null ? (
        <span className="fg-subtle">uncategorized</span>
      ) : (
        <Link to={paths.map({ expand: `app:${application}` })}>{application}</Link>
      ),
  },
  { key: 'tier', label: 'Tier', sort: 'tier', render: ({ tier }) => tier ?? '–' },
  {
    key: 'tags',
    label: 'Tags',
    render: ({ tags }) => <TagList tags={tags.filter(({ scope }) => !OWN_COLUMNS.has(scope))} />,
  },
  {
    key: 'host',
    label: 'Host',
    sort: 'hostName',
    render: ({ host, hostName }) =>
      host === null ? '–' : <Link to={paths.host(host)}>{hostName ?? host}</Link>,
  },
  {
    key: 'mode',
    label: 'Mode',
    sort: 'mode',
    render: ({ mode, excluded }) => <ModeMark mode={mode} excluded={excluded} />,
  },
  { key: 'os', label: 'OS', sort: 'os', optional: true, render: ({ os }) => os ?? '–' },
  { key: 'kind', label: 'Kind', sort: 'kind', optional: true, render: ({ kind }) => kind },
  {
    key: 'power',
    label: 'Power',
    sort: 'powerState',
    optional: true,
    render: ({ powerState }) => powerState,
  },
  { key: 'id', label: 'Id', sort: 'id', optional: true, render: ({ id }) => <Mono>{id}</Mono> },
  {
    key: 'updated',
    label: 'Changed',
    sort: 'updatedAt',
    optional: true,
    render: ({ updatedAt }) => <Time at={updatedAt} />,
  },
]
