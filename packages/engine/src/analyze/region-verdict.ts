import type { Evaluation } from '../model/verdict.ts'
import type { Assumed } from './region-walk.ts'

/** What one side does with the packets of a region. */
export interface RegionVerdict {
  readonly action: Evaluation['action']
  /** The deciding end; null where both let pass without a rule of theirs (not protected, idle, visibility ...). */
  readonly decidedAt: 'source' | 'destination' | null
  readonly policy: string | null
  readonly rule: string | null
}

/** Whether one of the texts of `conditionsOf` is taken to hold. */
export interface ConditionState {
  readonly condition: string
  readonly holds: boolean
}

/** What is assumed, in one order. */
export const conditionStates = (assumed: Assumed): readonly ConditionState[] =>
  [...assumed]
    .map(([condition, holds]) => ({ condition, holds }))
    .sort((a, b) => (a.condition < b.condition ? -1 : 1))
