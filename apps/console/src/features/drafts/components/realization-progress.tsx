import './drafts.css'
import { listFleet, publishLatency } from '@flowgate/shared'
import { Progress, ProgressMeasureLocation, ProgressVariant } from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../../../lib/api.ts'
import { formatDuration, plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { useCan } from '../../../lib/session.ts'
import { CopyMono } from '../../../ui/text/mono.tsx'

interface RealizationProgressProps {
  readonly revision: number
  readonly hosts: number
  readonly hash: string
}
const WORD: Readonly<Record<string, string>> = {
  realized: 'realized',
  pending: 'on the way',
  failed: 'refused by the host',
  stale: 'host not reached',
}

/** How many hosts enforce the revision, live, with how long each took. */
export const RealizationProgress = ({ revision, hosts, hash }: RealizationProgressProps) => {
  const { allowed } = useCan('fleet:read')
  const fleet = useQuery({
    queryKey: ['fleet', 'publish', revision],
    queryFn: ({ signal }) => api.call(listFleet, { query: { limit: 500, sort: 'name' } }, { signal }),
    enabled: allowed,
    refetchInterval: ({ state }) =>
      state.data?.summary.realized === state.data?.summary.hosts ? false : 1_000,
  }).data
  const latency = useQuery({
    queryKey: ['fleet', 'latency', revision],
    queryFn: ({ signal }) => api.call(publishLatency, { params: { revision } }, { signal }),
    enabled: allowed,
    refetchInterval: fleet?.summary.realized === fleet?.summary.hosts ? false : 1_000,
  }).data
  const rows = (fleet?.items ?? []).map((host) => {
    const has = host.realizedRevision !== null && host.realizedRevision >= revision
    return {
      ...host,
      state: has ? 'realized' : host.realization === 'realized' ? 'pending' : host.realization,
    }
  })
  const total = fleet?.summary.hosts ?? hosts
  const realized =
    rows.length < total
      ? (fleet?.summary.realized ?? 0)
      : rows.filter((row) => row.state === 'realized').length
  const failed = rows.some((row) => row.state === 'failed')
  return (
    <div className="fg-stack">
      <Progress
        aria-label="Hosts that realized the revision"
        title={`${realized} of ${total} hosts realized`}
        value={total === 0 ? 100 : (realized / total) * 100}
        measureLocation={ProgressMeasureLocation.none}
        {...(failed
          ? { variant: ProgressVariant.danger }
          : realized === total
            ? { variant: ProgressVariant.success }
            : {})}
      />
      <span className="fg-row fg-row--wrap">
        {latency && latency.p95Ms !== null && (
          <span className="fg-num">95 % of the hosts within {formatDuration(latency.p95Ms)}</span>
        )}
        <Link to={paths.revision(revision)}>Revision {revision}</Link>
        <Link to={paths.fleet()}>Enforcement</Link>
        <CopyMono text={hash.slice(0, 16)} what="Copy hash" />
      </span>
      {!allowed && <p className="fg-subtle">Sent to {plural(hosts, 'host')}.</p>}
      <ul className="fg-hosts">
        {rows.map((row) => (
          <li key={row.id} className="fg-row fg-row--between">
            <Link to={paths.host(row.id)}>{row.name}</Link>
            <span className={row.state === 'realized' ? 'fg-num' : 'fg-subtle'} title={row.error ?? ''}>
              {row.state === 'realized' && row.latencyMs !== null
                ? formatDuration(row.latencyMs)
                : (WORD[row.state] ?? row.state)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
