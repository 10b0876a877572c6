import type { FleetHost } from '@flowgate/shared'
import { Link } from 'react-router'
import { formatDuration } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import type { Column } from '../../../ui/table/column.ts'
import { Quantity } from '../../../ui/text/quantity.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { RealizationMark } from './realization-mark.tsx'
import { SimulateMenu } from './simulate-menu.tsx'

const Revision = ({ number }: { readonly number: number | null }) =>
  number === null ? (
    <span className="fg-subtle">none</span>
  ) : (
    <Link to={paths.revision(number)}>r{number}</Link>
  )

export const hostColumns: readonly Column<FleetHost>[] = [
  {
    key: 'name',
    label: 'Host',
    sort: 'name',
    pinned: true,
    render: (host) => <Link to={paths.host(host.id)}>{host.name}</Link>,
  },
  {
    key: 'realization',
    label: 'Realization',
    sort: 'realization',
    pinned: true,
    render: (host) => <RealizationMark realization={host.realization} />,
  },
  { key: 'wanted', label: 'Wanted', render: (host) => <Revision number={host.wantedRevision} /> },
  {
    key: 'realized',
    label: 'Realized',
    sort: 'realizedRevision',
    render: (host) => <Revision number={host.realizedRevision} />,
  },
  {
    key: 'age',
    label: 'Since',
    hint: 'When it realized the revision it enforces',
    render: (host) => <Time at={host.realizedAt} />,
  },
  {
    key: 'latency',
    label: 'Latency',
    numeric: true,
    sort: 'latencyMs',
    hint: 'From publish to realized',
    render: (host) => (
      <span className="fg-num">{host.latencyMs === null ? '–' : formatDuration(host.latencyMs)}</span>
    ),
  },
  { key: 'seen', label: 'Last seen', sort: 'lastSeen', render: (host) => <Time at={host.lastSeen} /> },
  {
    key: 'workloads',
    label: 'Workloads',
    numeric: true,
    render: (host) => <Quantity value={host.workloads} />,
  },
  {
    key: 'rules',
    label: 'Rules',
    numeric: true,
    optional: true,
    render: (host) => <Quantity value={host.rules} />,
  },
  {
    key: 'connections',
    label: 'Connections',
    numeric: true,
    optional: true,
    render: (host) => <Quantity value={host.connections} />,
  },
  {
    key: 'dropped',
    label: 'Reports lost',
    numeric: true,
    optional: true,
    hint: 'Flow reports that did not reach the Manager',
    render: (host) => <Quantity value={host.dropped} />,
  },
  { key: 'cluster', label: 'Cluster', optional: true, render: (host) => host.clusterName ?? '–' },
  { key: 'datapath', label: 'Datapath', optional: true, render: (host) => host.datapath },
  {
    key: 'error',
    label: 'Error',
    render: (host) => (host.error === null ? <span className="fg-subtle">none</span> : host.error),
  },
  { key: 'simulate', label: 'Rehearse', render: (host) => <SimulateMenu host={host} /> },
]
