import type { Evaluation } from '../model/verdict.ts'
import { bitsOf } from '../resolve/bitset.ts'
import { BY_DEFAULT, type FirstMatchRule, firstMatch } from './first-match.ts'
import type { Enforcement, Meeting, Side } from './meetings.ts'
import type { ServiceAtoms } from './service-atoms.ts'

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

/** More conditions than this about the same two ends, and their combinations are too many to try. */
const MAX_CONDITIONS = 10

/**
 * Every way in which the conditions that play a part at a meeting may hold or not.
 * @throws RangeError where they are more than ten
 */
export function conditionStates(
  { out, into }: Meeting,
  rules: readonly FirstMatchRule[],
): readonly (readonly ConditionState[])[] {
  const all = [...(out?.candidates ?? []), ...(into?.candidates ?? [])]
  const conditions = [...new Set(all.flatMap((number) => rules[number]?.conditions ?? []))].sort()
  if (conditions.length > MAX_CONDITIONS) {
    throw new RangeError(
      `${conditions.length} conditions meet at one pair of ends, more than the ${MAX_CONDITIONS} whose combinations can be compared`,
    )
  }
  return Array.from({ length: 2 ** conditions.length }, (_, combination) =>
    conditions.map((condition, i) => ({ condition, holds: ((combination >>> i) & 1) === 1 })),
  )
}

/** What one side says about each piece, with conditions as given: the first end that does not allow, otherwise the destination's rule, as `combine`. */
export function sideVerdicts(
  { out, into }: Meeting,
  rules: readonly FirstMatchRule[],
  { settings, points, first, end }: Side,
  atoms: ServiceAtoms,
  conditions: readonly ConditionState[],
): (piece: number) => RegionVerdict {
  const holding = new Set(conditions.flatMap(({ condition, holds }) => (holds ? [condition] : [])))
  const at = (
    each: Enforcement | null,
    decidedAt: 'source' | 'destination',
  ): ((piece: number) => RegionVerdict | null) => {
    if (each === null) return () => null
    const { candidates } = each
    const point = points[each.point]
    const own = candidates.filter((number) => number >= first && number < end)
    const decided = firstMatch(rules, own, atoms.size, holding)
    const selected =
      point?.workload.mode === 'selective' ? new Set(bitsOf(atoms.select(point.selected))) : null
    return (piece) => {
      if (selected !== null && !selected.has(piece)) return null
      const number = decided[piece] ?? BY_DEFAULT
      const rule = rules[number]?.rule
      const action =
        rule === undefined || rule.action === 'jump-to-application' ? settings.defaultAction : rule.action
      return { action, decidedAt, policy: rule?.policy ?? null, rule: rule?.id ?? null }
    }
  }
  const atSource = at(out, 'source')
  const atDestination = at(into, 'destination')
  return (piece) => {
    const source = atSource(piece)
    if (source !== null && source.action !== 'allow') return source
    return atDestination(piece) ?? source ?? { action: 'allow', decidedAt: null, policy: null, rule: null }
  }
}
