import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { plural } from '../../../../lib/format.ts'
import { paths } from '../../../../lib/paths.ts'
import { useCan } from '../../../../lib/session.ts'
import { PanelSection } from '../../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../../ui/states.tsx'
import { nodeWorkloadsQuery } from '../../api/node-details.ts'

/** The first workloads of an application or tier. */
export const NodeWorkloads = ({ nodeId }: { readonly nodeId: string }) => {
  const { allowed } = useCan('inventory:read')
  const query = nodeWorkloadsQuery(nodeId)
  const { data, error, refetch } = useQuery({ ...query, enabled: allowed && query.enabled !== false })
  if (!allowed) return null
  const more = data ? data.total - data.items.length : 0
  return (
    <PanelSection title="Workloads">
      {error ? (
        <Failure title="Could not load the workloads" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingLines />
      ) : (
        <ul className="fg-list">
          {data.items.map((workload) => (
            <li key={workload.id} className="fg-row fg-row--between">
              <Link to={paths.workload(workload.id)}>{workload.name}</Link>
              <span className="fg-mono fg-subtle">{workload.vnics[0]?.addresses[0] ?? 'no address'}</span>
            </li>
          ))}
          {more > 0 && <li className="fg-subtle">and {plural(more, 'more', 'more')}</li>}
        </ul>
      )}
    </PanelSection>
  )
}
