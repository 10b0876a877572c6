import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { formatExact, plural } from '../../../../lib/format.ts'
import { paths } from '../../../../lib/paths.ts'
import { useCan } from '../../../../lib/session.ts'
import { ObjectChip } from '../../../../ui/object-chip.tsx'
import { PanelSection } from '../../../../ui/side-panel.tsx'
import { Failure, LoadingLines } from '../../../../ui/states.tsx'
import { nodePoliciesQuery } from '../../api/node-details.ts'

/** The groups that the workloads of a node belong to, and the policies that name them. */
export const NodePolicies = ({ nodeId }: { readonly nodeId: string }) => {
  const { allowed } = useCan(['flow:read', 'policy:read'])
  const { data, error, refetch } = useQuery({ ...nodePoliciesQuery(nodeId), enabled: allowed })
  if (!allowed) return null
  const failure = error && (
    <Failure title="Could not load groups and policies" error={error} onRetry={() => void refetch()} />
  )
  return (
    <>
      <PanelSection title="Security groups">
        {failure ??
          (!data ? (
            <LoadingLines lines={2} />
          ) : data.groups.length === 0 ? (
            <p className="fg-subtle">In no group: only rules for any source or destination reach it.</p>
          ) : (
            <ul className="fg-list">
              {data.groups.map(({ id, name, members }) => (
                <li key={id} className="fg-row fg-row--between">
                  <ObjectChip kind="group" name={name} to={paths.group(id)} />
                  <span className="fg-num fg-subtle">
                    {members === data.workloads
                      ? 'all'
                      : `${formatExact(members)} of ${formatExact(data.workloads)}`}
                  </span>
                </li>
              ))}
            </ul>
          ))}
      </PanelSection>
      {data && (
        <PanelSection title="Policies">
          {data.policies.length === 0 ? (
            <p className="fg-subtle">No policy names them: rules for anything and the default rule decide.</p>
          ) : (
            <ul className="fg-list">
              {data.policies.map(({ id, name, category, rules }) => (
                <li key={id} className="fg-row fg-row--between">
                  <span>
                    <Link to={paths.policy(id)}>{name}</Link> <span className="fg-subtle">{category}</span>
                  </span>
                  <span className="fg-num fg-subtle">{plural(rules, 'rule')}</span>
                </li>
              ))}
            </ul>
          )}
        </PanelSection>
      )}
    </>
  )
}
