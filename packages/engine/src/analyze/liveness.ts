import type { MatchWorld } from '../compile/match-rule.ts'
import { blockersOf, boxesOf, framesOf, holds, openBetween } from './blockers.ts'
import { uncovered } from './boxes.ts'
import { isSpare } from './redundancy.ts'
import { removeRule } from './rule-mask.ts'
import {
  type Frame,
  hasOtherEffects,
  isSure,
  jumpsTo,
  type RuleSpace,
  ruleSpace,
  rulesBetween,
} from './rule-space.ts'
import { createWork, MOST_STEPS } from './work.ts'

export interface Liveness {
  readonly space: RuleSpace
  /**
   * Enabled rules that are never the first to match, in ascending order, each with one earlier rule that holds all of it, by
   * preference one with another action; null where no single rule does, or where the rule meets no packet at all.
   */
  readonly dead: ReadonlyMap<number, number | null>
  /** Numbers of live rules without which no verdict, log record or state would be another. */
  readonly redundant: readonly number[]
}

/**
 * Which rules decide about some packet at some protected vNIC of the current inventory. Exact over addresses and services of
 * first packets; conditions may each hold or not, so a rule is called dead only if it is so whatever they are.
 *
 * Most rules are settled by one look: one earlier rule that holds them whole, or one pair of addresses at which nothing
 * earlier takes them. Only the others are computed box by box.
 *
 * @param work counts the steps, also of what is computed from the result later
 * @throws RangeError where there is more to do than it lets, or services tell too many ports apart
 */
export function liveness(world: MatchWorld, work = createWork(MOST_STEPS)): Liveness {
  const space = ruleSpace(world, work)
  const dead = new Map<number, number | null>()
  const redundant: number[] = []
  for (const [number, rule] of world.rules.entries()) {
    if (!rule.enabled) continue
    const holders: (readonly number[])[] = []
    let isDead = true
    let isRedundant = !hasOtherEffects(rule)
    // Once it is neither, the other sides, which mostly look alike, need not be looked at.
    for (const frame of framesOf(space, number)) {
      const own = holdersOf(space, frame)
      holders.push(own)
      if (own.length > 0 || !isLive(space, frame)) continue
      isDead = false
      isRedundant = isRedundant && isSpare(space, frame)
      if (!isRedundant) break
    }
    if (isDead) {
      dead.set(
        number,
        oneOf(holders, (other) => world.rules[other]?.action !== rule.action),
      )
      removeRule(space.alive, number)
    } else if (isRedundant) redundant.push(number)
  }
  return { space, dead, redundant }
}

/** Of those that are in every list, one that is preferred where there is one. */
function oneOf(lists: readonly (readonly number[])[], preferred: (number: number) => boolean): number | null {
  const [first = [], ...rest] = lists
  const all = first.filter((number) => rest.every((list) => list.includes(number)))
  return all.find(preferred) ?? all[0] ?? null
}

/**
 * The earlier rules that hold the whole frame. The candidates at one pair of rows are few; the other rows thin them out.
 * A rule that a jump may lead past is left out, though the jump may not meet the frame.
 */
function holdersOf(space: RuleSpace, frame: Frame): readonly number[] {
  const { side, rule, box } = frame
  const near = frame.nearOf(box)
  const far = frame.farOf(box)
  const [firstNear, firstFar] = [near[0], far[0]]
  if (firstNear === undefined || firstFar === undefined) return []
  const { firstApplicationRule } = space.tables
  const holders: number[] = []
  for (const earlier of rulesBetween(space, side, firstNear, firstFar, 0, rule, space.alive)) {
    if (!isSure(space, earlier, rule) || jumpsTo(space, earlier, rule)) continue
    if (rule >= firstApplicationRule && earlier < firstApplicationRule && space.firstJump < earlier) continue
    if (holds(space, side, earlier, rule, near, far)) holders.push(earlier)
  }
  return holders
}

/** Pairs of rows at which a look is taken before anything is computed; broad rules are worth more looks. */
const LOOKS = 6
const MOST_LOOKS = 256
/** So few blockers are taken away as quickly as a look is taken at many pairs. */
const FEW_BLOCKERS = 64

/** Does the rule decide about some packet of the frame? */
function isLive(space: RuleSpace, frame: Frame): boolean {
  const near = frame.nearOf(frame.box)
  const far = frame.farOf(frame.box)
  const pairs = near.length * far.length
  const isOpen = (i: number, j: number): boolean =>
    openBetween(space, frame, near[i] ?? 0, far[j] ?? 0) !== null
  if (pairs <= LOOKS) return near.some((_, i) => far.some((_, j) => isOpen(i, j)))
  // Rows with few rules come first: there the chance is best. After them, pairs from all over the frame.
  for (let look = 0; look < LOOKS; look += 1)
    if (isOpen(Math.floor((look * near.length) / LOOKS), Math.floor((look * far.length) / LOOKS))) return true
  const blockers = blockersOf(space, frame)
  const looks = blockers.length <= FEW_BLOCKERS ? 0 : Math.min(MOST_LOOKS, Math.floor(pairs / 64))
  for (let look = 1; look <= looks; look += 1)
    if (isOpen((look * 7_919) % near.length, (look * 104_729) % far.length)) return true
  return uncovered(frame.box, boxesOf(blockers), 1, space.work).length > 0
}
