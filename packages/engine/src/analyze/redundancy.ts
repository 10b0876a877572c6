import { isEmptyBitset, subtractInto } from '../resolve/bitset.ts'
import { blockersOf, boxesOf, holds, openBetween } from './blockers.ts'
import { type Box, boxesMeet, meet, subtractFromAll, uncovered } from './boxes.ts'
import { bitsAt, NO_PIECES } from './piece-sets.ts'
import {
  type Frame,
  hasOtherEffects,
  isSure,
  type RuleSpace,
  rulesBetween,
  rulesMeeting,
} from './rule-space.ts'

/** Would everything that the rule decides in the frame fare the same without it? On doubt, no. */
export function isSpare(space: RuleSpace, frame: Frame): boolean {
  const { world } = space
  const { side, rule, box } = frame
  const end = world.rules.length
  const [firstNear = 0] = frame.nearOf(box)
  const [firstFar = 0] = frame.farOf(box)
  const byDefault = faresByDefault(space, rule)
  if (!looksSpare(space, frame, firstNear, firstFar, byDefault)) return false
  // Up to the first later rule that holds the whole frame and decides alike, is there any that does not?
  const near = frame.nearOf(box)
  const far = frame.farOf(box)
  const holder = rulesBetween(space, side, firstNear, firstFar, rule + 1, end, space.all).find(
    (later) =>
      fareAlike(space, rule, later) &&
      isSure(space, later, rule) &&
      holds(space, side, later, rule, near, far),
  )
  const last = holder ?? end
  let alike = true
  for (let later = rule + 1; later < last && alike; later += 1) alike = fareAlike(space, rule, later)
  if (alike && (holder !== undefined || byDefault)) return true
  const after = rulesMeeting(space, frame, rule + 1, holder === undefined ? end : holder + 1, space.all)
  return sparedBy(space, frame, after, byDefault)
}

/** One look is enough for most: the next rule between these rows does something else. */
function looksSpare(space: RuleSpace, frame: Frame, near: number, far: number, byDefault: boolean): boolean {
  const { side, rule } = frame
  const own = space.services[rule] ?? NO_PIECES
  const left = openBetween(space, frame, near, far)
  if (left === null) return true
  const asked = new Uint32Array(left.length)
  for (const later of rulesBetween(space, side, near, far, rule + 1, space.world.rules.length, space.all)) {
    if (!bitsAt(space.services[later] ?? NO_PIECES, own.words, asked) || !meet(left, asked)) continue
    if (!fareAlike(space, rule, later)) return false
    if (isSure(space, later, rule)) subtractInto(left, asked)
    if (isEmptyBitset(left)) return true
  }
  return byDefault
}

/** What is left of a frame is kept in so many boxes at most; in more, what was taken from it is. */
const MOST_LEFT = 256

/** Do the later rules do alike wherever they are the next to decide what the frame's rule decides? */
function sparedBy(space: RuleSpace, frame: Frame, after: readonly number[], byDefault: boolean): boolean {
  const { rule, box } = frame
  // What decides alike, before or after the rule, cannot be missed where something else would decide without it.
  const taken = [...boxesOf(blockersOf(space, frame))]
  let left: readonly Box[] | null = uncovered(box, taken, MOST_LEFT, space.work)
  if (left.length === MOST_LEFT) left = null
  for (const later of after) {
    if (left?.length === 0) return true
    const there = frame.boxOf(later)
    if (there === null) continue
    if (!fareAlike(space, rule, later)) {
      const isMissed: boolean =
        left === null
          ? uncovered(there, taken, 1, space.work).length > 0
          : left.some((part: Box) => boxesMeet(part, there))
      if (isMissed) return false
    } else if (isSure(space, later, rule)) {
      taken.push(there)
      if (left !== null) left = subtractFromAll(left, there, space.work)
      if (left !== null && left.length > MOST_LEFT) left = null
    }
  }
  return byDefault || (left === null ? uncovered(box, taken, 1, space.work).length === 0 : left.length === 0)
}

const fareAlike = ({ world }: RuleSpace, rule: number, later: number): boolean => {
  const [a, b] = [world.rules[rule], world.rules[later]]
  return a !== undefined && b !== undefined && a.action === b.action && !hasOtherEffects(b)
}

const faresByDefault = ({ world: { rules, settings } }: RuleSpace, rule: number): boolean =>
  settings.defaultAction === rules[rule]?.action && !settings.logDefault
