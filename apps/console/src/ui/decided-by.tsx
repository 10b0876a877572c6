import type { FlowItem } from '@flowgate/shared'
import { Link } from 'react-router'
import { paths } from '../lib/paths.ts'

const TEXT: Readonly<Record<FlowItem['decidedBy']['kind'], string>> = {
  rule: 'a rule',
  'default-rule': 'Default rule',
  'not-protected': 'No protected workload',
  observer: 'Whoever observed it',
  nothing: 'Never evaluated',
}

/** What decided traffic: a rule, linked where it is still known, or why there is none. */
export const DecidedBy = ({
  by,
  withRevision = true,
}: {
  readonly by: FlowItem['decidedBy']
  readonly withRevision?: boolean
}) => {
  const revision =
    withRevision && by.revision !== null ? (
      <>
        {' '}
        <Link className="fg-subtle" to={paths.revision(by.revision)}>
          r{by.revision}
        </Link>
      </>
    ) : null
  if (by.kind !== 'rule')
    return (
      <span>
        {by.kind === 'default-rule' ? (
          <Link to={paths.policies({ settings: 1 })}>{TEXT[by.kind]}</Link>
        ) : (
          TEXT[by.kind]
        )}
        {revision}
      </span>
    )
  const name = by.ruleName ?? by.ruleId ?? TEXT.rule
  return (
    <span title={by.policyName ? `Policy ${by.policyName}` : undefined}>
      {by.policyId && by.ruleId ? <Link to={paths.rule(by.policyId, by.ruleId)}>{name}</Link> : name}
      {revision}
    </span>
  )
}
