import { useQuery } from '@tanstack/react-query'
import { paths } from '../../../../lib/paths.ts'
import { useCan } from '../../../../lib/session.ts'
import { ObjectChip } from '../../../../ui/object-chip.tsx'
import { PanelSection } from '../../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../../ui/states.tsx'
import { workloadGroupsQuery } from '../../api/node-details.ts'

/** The groups that a workload is an effective member of, with the reasons on hover. */
export const NodeGroups = ({ workloadId }: { readonly workloadId: string }) => {
  const { allowed } = useCan(['inventory:read', 'policy:read'])
  const { data, error, refetch } = useQuery({ ...workloadGroupsQuery(workloadId), enabled: allowed })
  if (!allowed) return null
  return (
    <PanelSection title="Security groups">
      {error ? (
        <Failure title="Could not load the groups" error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LoadingLines lines={2} />
      ) : data.groups.length === 0 ? (
        <p className="fg-subtle">In no group: only rules for any source or destination reach it.</p>
      ) : (
        <span className="fg-row fg-row--wrap">
          {data.groups.map((group) => (
            <span key={group.id} title={group.reasons.join('; ')}>
              <ObjectChip kind="group" name={group.name} to={paths.group(group.id)} />
            </span>
          ))}
        </span>
      )}
    </PanelSection>
  )
}
