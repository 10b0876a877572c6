import type { MatchWorld } from '../compile/match-rule.ts'
import type { Bitset } from '../resolve/bitset.ts'
import { type Box, meet, uncovered, without } from './boxes.ts'
import {
  blockingBoxes,
  type Frame,
  frameOf,
  hasOtherEffects,
  isSure,
  jumpsTo,
  type RuleSpace,
  ruleSpace,
  rulesBetween,
  rulesMeeting,
} from './rule-space.ts'

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
 */
export function liveness(world: MatchWorld): Liveness {
  const space = ruleSpace(world)
  const dead = new Map<number, number | null>()
  const redundant: number[] = []
  for (const [number, rule] of world.rules.entries()) {
    if (!rule.enabled) continue
    const frames = framesOf(space, number)
    const holders = frames.map((frame) => holdersOf(space, frame, dead))
    const live = frames.filter((frame, i) => holders[i]?.length === 0 && isLive(space, frame, dead))
    if (live.length === 0)
      dead.set(
        number,
        oneOf(holders, (other) => world.rules[other]?.action !== rule.action),
      )
    else if (!hasOtherEffects(rule) && live.every((frame) => isSpare(space, frame, dead)))
      redundant.push(number)
  }
  return { space, dead, redundant }
}

/** Rules that are known to be dead: they need not be looked at as blockers, since what is before them takes no less. */
type Dead = ReadonlyMap<number, unknown>

/** A rule at every side where it may meet packets. */
export const framesOf = (space: RuleSpace, rule: number): readonly Frame[] =>
  space.sides.flatMap((side) => frameOf(space, side, rule) ?? [])

/** The jumps before a rule that meet its addresses; none unless the rule is one that jumps lead to. */
export const jumpsBefore = (space: RuleSpace, { side, rule }: Frame): readonly number[] =>
  rule < space.tables.firstApplicationRule || space.firstJump >= rule
    ? []
    : rulesMeeting(space, side, rule, space.firstJump, space.tables.firstApplicationRule).filter(
        (each) => space.world.rules[each]?.action === 'jump-to-application',
      )

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
function holdersOf(space: RuleSpace, frame: Frame, dead: Dead): readonly number[] {
  const { side, rule, box } = frame
  const near = frame.nearOf(box)
  const far = frame.farOf(box)
  const [firstNear, firstFar] = [near[0], far[0]]
  if (firstNear === undefined || firstFar === undefined) return []
  const { firstApplicationRule } = space.tables
  const holders: number[] = []
  for (const earlier of rulesBetween(space, side, firstNear, firstFar, 0, rule)) {
    if (dead.has(earlier)) continue
    if (!isSure(space, earlier, rule) || jumpsTo(space, earlier, rule)) continue
    if (rule >= firstApplicationRule && earlier < firstApplicationRule && space.firstJump < earlier) continue
    if (holds(space, side, earlier, rule, near, far)) holders.push(earlier)
  }
  return holders
}

/** Is everything that `rule` asks for between these rows also asked for by `other`? */
const holds = (
  { services }: RuleSpace,
  side: Frame['side'],
  other: number,
  rule: number,
  near: readonly number[],
  far: readonly number[],
): boolean =>
  isSuperset(services[other], services[rule] ?? new Uint32Array(0)) &&
  holdsAll(side.near, other, near) &&
  holdsAll(side.far, other, far)

function isSuperset(a: Bitset | undefined, b: Bitset): boolean {
  if (a === undefined) return false
  for (let i = 0; i < b.length; i += 1) if (((b[i] as number) & ~(a[i] as number)) !== 0) return false
  return true
}

/** Is the rule in all these rows? Both lists ascend. */
function holdsAll({ start, index }: Frame['side']['near'], rule: number, rows: readonly number[]): boolean {
  let at = start[rule] ?? 0
  const end = start[rule + 1] ?? 0
  if (end - at < rows.length) return false
  for (const row of rows) {
    while (at < end && (index[at] as number) < row) at += 1
    if (at === end || index[at] !== row) return false
  }
  return true
}

/** Pairs of rows at which a look is taken before anything is computed; broad rules are worth more looks. */
const LOOKS = 6
const MOST_LOOKS = 256

/** Does the rule decide about some packet of the frame? */
function isLive(space: RuleSpace, frame: Frame, dead: Dead): boolean {
  const near = frame.nearOf(frame.box)
  const far = frame.farOf(frame.box)
  const looks = Math.min(MOST_LOOKS, LOOKS + Math.floor((near.length * far.length) / 64))
  for (let look = 0; look < looks; look += 1) {
    // Rows with few rules come first: there the chance is best. After them, pairs from all over the frame.
    const [i, j] =
      look < LOOKS
        ? [Math.floor((look * near.length) / LOOKS), Math.floor((look * far.length) / LOOKS)]
        : [(look * 7_919) % near.length, (look * 104_729) % far.length]
    if (openBetween(space, frame, near[i] ?? 0, far[j] ?? 0) !== null) return true
  }
  return uncovered(frame.box, boxesOf(blockersOf(space, frame, dead)), 1).length > 0
}

/** The services that earlier rules leave to the frame's rule between two rows; null where they leave nothing. */
function openBetween(space: RuleSpace, { side, rule }: Frame, near: number, far: number): Bitset | null {
  const own = space.services[rule]
  if (own === undefined) return null
  const words: number[] = []
  for (let i = 0; i < own.length; i += 1) if (own[i] !== 0) words.push(i)
  const open = own.slice()
  const jumped = new Uint32Array(own.length)
  const { firstApplicationRule } = space.tables
  for (const earlier of rulesBetween(space, side, near, far, 0, rule)) {
    const services = space.services[earlier]
    if (services === undefined) continue
    if (jumpsTo(space, earlier, rule)) {
      for (const i of words) jumped[i] = (jumped[i] as number) | (services[i] as number)
      continue
    }
    if (!isSure(space, earlier, rule)) continue
    const past = rule >= firstApplicationRule && earlier < firstApplicationRule
    let left = 0
    for (const i of words) {
      const taken = past ? (services[i] as number) & ~(jumped[i] as number) : (services[i] as number)
      open[i] = (open[i] as number) & ~taken
      left |= open[i] as number
    }
    if (left === 0) return null
  }
  return open
}

/** Where an earlier rule decides for sure. */
export interface Blocker {
  readonly by: number
  readonly boxes: readonly Box[]
}

/** What earlier rules take from the frame's rule, in their order. */
export function blockersOf(space: RuleSpace, frame: Frame, dead: Dead): readonly Blocker[] {
  const jumps = jumpsBefore(space, frame)
  return rulesMeeting(space, frame.side, frame.rule, 0, frame.rule).flatMap((by) => {
    if (dead.has(by)) return []
    const boxes = blockingBoxes(space, frame, by, jumps)
    return boxes.length === 0 ? [] : [{ by, boxes }]
  })
}

const boxesOf = (blockers: readonly Blocker[]): readonly Box[] => blockers.flatMap(({ boxes }) => boxes)

/** Would everything that the rule decides in the frame fare the same without it? On doubt, no. */
function isSpare(space: RuleSpace, frame: Frame, dead: Dead): boolean {
  const { world, services } = space
  const { side, rule, box } = frame
  const [firstNear = 0] = frame.nearOf(box)
  const [firstFar = 0] = frame.farOf(box)
  const open = openBetween(space, frame, firstNear, firstFar)
  if (open !== null) {
    // One look is enough for most: the next rule there does something else.
    let left = open
    for (const later of rulesBetween(space, side, firstNear, firstFar, rule + 1, world.rules.length)) {
      const asked = services[later] ?? open
      if (!meet(left, asked)) continue
      if (!fareAlike(space, rule, later)) return false
      if (isSure(space, later, rule)) left = without(left, asked)
    }
    if (left.some((word) => word !== 0) && !faresByDefault(space, rule)) return false
  }
  const byDefault = faresByDefault(space, rule)
  // Up to the first later rule that holds the whole frame and decides alike, is there any that does not?
  const near = frame.nearOf(box)
  const far = frame.farOf(box)
  const holder = rulesBetween(space, side, firstNear, firstFar, rule + 1, world.rules.length).find(
    (later) =>
      fareAlike(space, rule, later) &&
      isSure(space, later, rule) &&
      holds(space, side, later, rule, near, far),
  )
  const end = holder ?? world.rules.length
  let alike = true
  for (let later = rule + 1; later < end && alike; later += 1) alike = fareAlike(space, rule, later)
  if (alike && (holder !== undefined || byDefault)) return true
  const after = rulesMeeting(space, side, rule, rule + 1, holder === undefined ? end : end + 1)
  // What decides alike, before or after the rule, cannot be missed where something else would decide without it.
  const taken = [...boxesOf(blockersOf(space, frame, dead))]
  for (const later of after) {
    const there = frame.boxOf(later)
    if (there === null) continue
    if (!fareAlike(space, rule, later)) {
      if (uncovered(there, taken, 1).length > 0) return false
    } else if (isSure(space, later, rule)) taken.push(there)
  }
  return byDefault || uncovered(box, taken, 1).length === 0
}

const fareAlike = ({ world }: RuleSpace, rule: number, later: number): boolean => {
  const [a, b] = [world.rules[rule], world.rules[later]]
  return a !== undefined && b !== undefined && a.action === b.action && !hasOtherEffects(b)
}

const faresByDefault = ({ world: { rules, settings } }: RuleSpace, rule: number): boolean =>
  settings.defaultAction === rules[rule]?.action && !settings.logDefault
