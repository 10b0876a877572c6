import { Label } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { paths } from '../../../lib/paths.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import { Failure, LoadingLines, Nothing } from '../../../ui/states.tsx'
import { workloadPoliciesQuery } from '../api/inventory.ts'

interface WorkloadPartProps {
  readonly workloadId: string
  readonly view: string
}

/** The groups it is in now, each with the reason. */
export const WorkloadGroups = ({ workloadId, view }: WorkloadPartProps) => {
  const { data, error, refetch } = useQuery(workloadPoliciesQuery(workloadId, view))
  if (error) return <Failure title="Could not load its groups" error={error} onRetry={() => void refetch()} />
  if (!data) return <LoadingLines />
  if (data.groups.length === 0) return <Nothing title="In no security group" />
  return (
    <Table aria-label="Groups" variant="compact" gridBreakPoint="">
      <Thead>
        <Tr>
          <Th>Security group</Th>
          <Th>Because</Th>
        </Tr>
      </Thead>
      <Tbody>
        {data.groups.map(({ id, name, reasons }) => (
          <Tr key={id}>
            <Td dataLabel="Security group">
              <ObjectChip kind="group" name={name} to={paths.group(id, { view })} />
            </Td>
            <Td dataLabel="Because">{reasons.join('; ')}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** The rules that name it, in order of evaluation. */
export const WorkloadRules = ({ workloadId, view }: WorkloadPartProps) => {
  const { data, error, refetch } = useQuery(workloadPoliciesQuery(workloadId, view))
  if (error) return <Failure title="Could not load its rules" error={error} onRetry={() => void refetch()} />
  if (!data) return <LoadingLines />
  if (data.rules.length === 0)
    return <Nothing title="No rule concerns it">The default rule decides all its traffic.</Nothing>
  return (
    <Table aria-label="Rules" variant="compact" gridBreakPoint="">
      <Thead>
        <Tr>
          <Th>Policy</Th>
          <Th>Rule</Th>
          <Th>It is</Th>
          <Th>Action</Th>
        </Tr>
      </Thead>
      <Tbody>
        {data.rules.map((rule) => (
          <Tr key={rule.ruleId}>
            <Td dataLabel="Policy">
              <Link to={paths.policy(rule.policyId, { view })}>{rule.policyName}</Link>
            </Td>
            <Td dataLabel="Rule">
              <Link to={paths.rule(rule.policyId, rule.ruleId, view)}>{rule.ruleName}</Link>
            </Td>
            <Td dataLabel="It is">
              <span className="fg-row">
                {rule.roles.map((role) => (
                  <Label key={role} isCompact variant="outline">
                    {role}
                  </Label>
                ))}
              </span>
            </Td>
            <Td dataLabel="Action">
              <ActionMark action={rule.action as 'allow'} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
