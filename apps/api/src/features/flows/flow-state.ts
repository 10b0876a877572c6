import type { FlowState } from '@flowgate/shared'
import type { FlowAction, NewFlowRow } from './memory/flow-row.ts'

/** What an evaluation says, as far as a flow keeps it. */
export interface Judgement {
  readonly action: FlowAction
  readonly why: string
  readonly policy: string | null
  readonly rule: string | null
}

/**
 * How traffic stands after an evaluation. Allowed without a rule is `unprotected`: the default rule let it through, or would have
 * where the workload's mode enforces nothing. Where nothing was evaluated at either end, nothing is known.
 */
export const stateOfJudgement = ({ action, why, rule }: Judgement): FlowState => {
  if (action !== 'allow') return 'denied'
  if (rule !== null) return 'allowed'
  return why === 'not-protected' || why === 'excluded' || why === 'idle' ? 'unknown' : 'unprotected'
}

type Decided = Pick<NewFlowRow, 'state' | 'action' | 'why' | 'policyId' | 'ruleId' | 'revision'>

const fromJudgement = (judgement: Judgement, revision: number): Decided => ({
  state: stateOfJudgement(judgement),
  action: judgement.action,
  why: judgement.why,
  policyId: judgement.policy,
  ruleId: judgement.rule,
  revision,
})

/**
 * Joins what an observer saw with what the published policy says. The observer is right about what happened; where both agree,
 * the policy tells why. Traffic that was let through and that only the default rule allows is `unprotected`.
 */
export const decideRecorded = (
  observed: 'allowed' | 'denied' | null,
  judgement: Judgement,
  revision: number,
): Decided => {
  const ours = fromJudgement(judgement, revision)
  const evaluated = ours.state !== 'unknown'
  if (observed === null) return ours
  const agrees = evaluated && (ours.state === 'denied') === (observed === 'denied')
  if (agrees) return ours
  return {
    state: observed,
    action: observed === 'denied' ? 'drop' : 'allow',
    why: 'observer',
    policyId: null,
    ruleId: null,
    revision: null,
  }
}

/** A flow that a DFE decided itself. */
export const decideReported = fromJudgement
