import type { Bitset } from '../resolve/bitset.ts'
import type { Box } from './boxes.ts'
import { bitsAt, holdsPieces, NO_PIECES } from './piece-sets.ts'
import {
  blockingBoxes,
  type Frame,
  frameOf,
  isSure,
  jumpsTo,
  type RuleSpace,
  rulesBetween,
  rulesMeeting,
} from './rule-space.ts'

/** A rule at every side where it may meet packets; each is made when its turn comes. */
export function* framesOf(space: RuleSpace, rule: number): Iterable<Frame> {
  for (const side of space.sides) {
    const frame = frameOf(space, side, rule)
    if (frame !== null) yield frame
  }
}

/** The jumps before a rule that meet its addresses; none unless the rule is one that jumps lead to. */
const jumpsBefore = (space: RuleSpace, frame: Frame): readonly number[] =>
  frame.rule < space.tables.firstApplicationRule || space.firstJump >= frame.rule
    ? []
    : rulesMeeting(space, frame, space.firstJump, space.tables.firstApplicationRule, space.all).filter(
        (each) => space.world.rules[each]?.action === 'jump-to-application',
      )

/** Is everything that `rule` asks for between these rows also asked for by `other`? */
export const holds = (
  { services }: RuleSpace,
  side: Frame['side'],
  other: number,
  rule: number,
  near: readonly number[],
  far: readonly number[],
): boolean =>
  holdsPieces(services[other] ?? NO_PIECES, services[rule] ?? NO_PIECES) &&
  holdsAll(side.near, other, near) &&
  holdsAll(side.far, other, far)

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

/** The services that earlier rules leave to the frame's rule between two rows, as in its box; null where they leave nothing. */
export function openBetween(
  space: RuleSpace,
  { side, rule }: Frame,
  near: number,
  far: number,
): Bitset | null {
  const own = space.services[rule]
  if (own === undefined) return null
  const open = own.bits.slice()
  const asked = new Uint32Array(open.length)
  const jumped = new Uint32Array(open.length)
  const { firstApplicationRule } = space.tables
  for (const earlier of rulesBetween(space, side, near, far, 0, rule, space.alive)) {
    const isJump = jumpsTo(space, earlier, rule)
    if (!isJump && !isSure(space, earlier, rule)) continue
    if (!bitsAt(space.services[earlier] ?? NO_PIECES, own.words, asked)) continue
    if (isJump) {
      for (let i = 0; i < asked.length; i += 1) jumped[i] = (jumped[i] as number) | (asked[i] as number)
      continue
    }
    const past = rule >= firstApplicationRule && earlier < firstApplicationRule
    let left = 0
    for (let i = 0; i < open.length; i += 1) {
      const taken = past ? (asked[i] as number) & ~(jumped[i] as number) : (asked[i] as number)
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
export function blockersOf(space: RuleSpace, frame: Frame): readonly Blocker[] {
  const jumps = jumpsBefore(space, frame)
  return rulesMeeting(space, frame, 0, frame.rule, space.alive).flatMap((by) => {
    const boxes = blockingBoxes(space, frame, by, jumps)
    return boxes.length === 0 ? [] : [{ by, boxes }]
  })
}

/** Adds the numbers of the blockers to the set; those that are in it are not looked at again. */
export function addBlockers(space: RuleSpace, frame: Frame, into: Set<number>): void {
  const jumps = jumpsBefore(space, frame)
  for (const by of rulesMeeting(space, frame, 0, frame.rule, space.alive))
    if (!into.has(by) && blockingBoxes(space, frame, by, jumps).length > 0) into.add(by)
}

export const boxesOf = (blockers: readonly Blocker[]): readonly Box[] =>
  blockers.flatMap(({ boxes }) => boxes)
