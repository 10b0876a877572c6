import type { MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import type { Evaluation, Why } from '../../model/verdict.ts'
import { unknownNames } from './unknown-mask.ts'

/**
 * A decision in one small integer, so that deciding allocates nothing:
 * bits 0-1 action, 2-3 decided, 4-7 why, 8-12 mask of unknown conditions, 13-30 the rule's number plus one (0 = no rule).
 */
export type Decision = number

export const ACTIONS = ['allow', 'drop', 'reject'] as const
const WHYS: readonly Why[] = [
  'rule',
  'default-rule',
  'established',
  'related',
  'not-protected',
  'excluded',
  'idle',
  'visibility',
  'not-selected',
  'tcp-strict',
  'unknown-condition',
]

/** Rules that the encoding can name. */
export const MAX_RULES = (1 << 18) - 2

export const ACTION_CODE = { allow: 0, drop: 1, reject: 2 } as const
export const whyCode = (why: Why): number => WHYS.indexOf(why)

export const encodeDecision = (
  action: number,
  decided: number,
  why: number,
  unknown: number,
  rule: number,
): Decision => action | (decided << 2) | (why << 4) | (unknown << 8) | ((rule + 1) << 13)

/** Is the packet let through? */
export const allows = (decision: Decision): boolean => (decision & 3) === 0

/** The number of the rule that decided, -1 where none did. */
export const ruleNumber = (decision: Decision): number => (decision >>> 13) - 1

/** What a decision says, without trail and place. */
export interface DecisionText
  extends Pick<Evaluation, 'action' | 'decided' | 'why' | 'category' | 'policy' | 'rule' | 'unknown'> {
  /** Write a log record for this packet? */
  readonly log: boolean
  /** Does an allowed packet open a tracked connection? False only by a rule of a stateless policy. */
  readonly stateful: boolean
}

export function describeDecision(world: MatchWorld, decision: Decision): DecisionText {
  const rule: MatchRule | undefined = world.rules[ruleNumber(decision)]
  const why = WHYS[(decision >>> 4) & 15] ?? 'rule'
  const evaluated = why !== 'not-protected' && why !== 'excluded' && why !== 'idle'
  return {
    action: ACTIONS[decision & 3] ?? 'drop',
    decided: ACTIONS[(decision >>> 2) & 3] ?? 'drop',
    why,
    category: rule?.category ?? null,
    policy: rule?.policy ?? null,
    rule: rule?.id ?? null,
    unknown: unknownNames((decision >>> 8) & 31),
    log: rule?.log ?? (evaluated && world.settings.logDefault),
    stateful: rule?.stateful ?? true,
  }
}
