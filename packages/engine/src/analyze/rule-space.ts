import { conditionsOf, implies } from '../compile/conditions-of.ts'
import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import { rowHas } from '../match/fast/row-table.ts'
import { addBit, type Bitset, emptyBitset } from '../resolve/bitset.ts'
import { type Box, common, meet, subtractFromAll } from './boxes.ts'
import { commonBetween, orRow } from './row-sets.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { type Side, sidesOf } from './sides.ts'

/** A world cut into pieces that no rule tells apart, with every rule as boxes of them. */
export interface RuleSpace {
  readonly world: MatchWorld
  readonly tables: FastTables
  readonly atoms: ServiceAtoms
  /** Per rule: its pieces of the service space, and its conditions (see `conditionsOf`). */
  readonly services: readonly Bitset[]
  readonly conditions: readonly (readonly string[])[]
  readonly sides: readonly Side[]
  /** The number of the first rule that jumps; the number of rules where none does. */
  readonly firstJump: number
  /** Holds one list of rules at a time, see `rulesBetween`. */
  readonly scratch: Int32Array
}

export function ruleSpace(world: MatchWorld): RuleSpace {
  const tables = compileTables(world)
  const atoms = serviceAtoms([
    ...world.rules.map(({ entries }) => entries ?? []),
    ...world.points.map(({ selected }) => selected),
  ])
  const firstJump = world.rules.findIndex(
    ({ enabled, action }) => enabled && action === 'jump-to-application',
  )
  return {
    world,
    tables,
    atoms,
    services: world.rules.map(({ entries }) => atoms.select(entries)),
    conditions: world.rules.map(conditionsOf),
    sides: sidesOf(world, tables),
    firstJump: firstJump < 0 ? world.rules.length : firstJump,
    scratch: new Int32Array(world.rules.length),
  }
}

/** One rule at one side: its box fills the frame, and the boxes of other rules are seen as far as they lie inside. */
export interface Frame {
  readonly side: Side
  readonly rule: number
  readonly box: Box
  /** What of another rule lies in the frame; null where nothing does. */
  readonly boxOf: (rule: number) => Box | null
  /** Numbers of the near and far rows in a box of this frame, and its service pieces as in `RuleSpace.services`. */
  readonly nearOf: (box: Box) => readonly number[]
  readonly farOf: (box: Box) => readonly number[]
  readonly servicesOf: (box: Box) => Bitset
}

/** Null where no packet at this side can meet the rule. */
export function frameOf(space: RuleSpace, side: Side, rule: number): Frame | null {
  const own = space.services[rule]
  const near = column(side.near, rule)
  const far = column(side.far, rule)
  if (own === undefined || near.length === 0 || far.length === 0) return null
  // Most rules ask for a port or two: of the service space only the words that the rule reaches are looked at.
  const words: number[] = []
  for (let i = 0; i < own.length; i += 1) if (own[i] !== 0) words.push(i)
  if (words.length === 0) return null
  const services = pick(own, words)
  const nearSet = projection(space.tables, side.near, near)
  const farSet = projection(space.tables, side.far, far)
  return {
    side,
    rule,
    box: { near: nearSet(rule), far: farSet(rule), services },
    boxOf: (other) => {
      const wanted = space.services[other]
      if (wanted === undefined) return null
      const asked = common(services, pick(wanted, words))
      if (!meet(asked, services)) return null
      const there = farSet(other)
      const here = nearSet(other)
      return isAny(here) && isAny(there) ? { near: here, far: there, services: asked } : null
    },
    nearOf: (box) => rowsIn(box.near, near),
    farOf: (box) => rowsIn(box.far, far),
    servicesOf: (box) => {
      const all = emptyBitset(space.atoms.size)
      for (const [at, word] of words.entries()) all[word] = box.services[at] ?? 0
      return all
    },
  }
}

const column = ({ start, index }: Side['near'], rule: number): Int32Array =>
  index.subarray(start[rule] ?? 0, start[rule + 1] ?? 0)

const pick = (set: Bitset, words: readonly number[]): Bitset =>
  Uint32Array.from(words, (word) => set[word] ?? 0)

const isAny = (set: Bitset): boolean => set.some((word) => word !== 0)

function rowsIn(set: Bitset, rows: Int32Array): readonly number[] {
  const found: number[] = []
  for (const [at, row] of rows.entries())
    if ((((set[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1) found.push(row)
  return found
}

/**
 * Which of the rows another rule is in, as a set of positions in `rows`. Where the rule is in far more rows than there are,
 * each of the rows is asked; otherwise the rule's own are gone through.
 */
function projection(tables: FastTables, group: Side['near'], rows: Int32Array): (rule: number) => Bitset {
  const position = new Int32Array(group.rows.length).fill(-1)
  for (let at = 0; at < rows.length; at += 1) position[rows[at] as number] = at
  return (rule) => {
    const set = emptyBitset(rows.length)
    const first = group.start[rule] as number
    const end = group.start[rule + 1] as number
    if (end - first > rows.length * 8) {
      for (let at = 0; at < rows.length; at += 1)
        if (rowHas(tables.rows, group.rows[rows[at] as number] as number, tables.shape, rule)) addBit(set, at)
      return set
    }
    for (let i = first; i < end; i += 1) {
      const at = position[group.index[i] as number] as number
      if (at >= 0) addBit(set, at)
    }
    return set
  }
}

/** Numbers of the rules from `first` up to `end` whose addresses meet those of `rule` at this side, ascending. */
export function rulesMeeting(
  { tables }: RuleSpace,
  side: Side,
  rule: number,
  first: number,
  end: number,
): readonly number[] {
  if (first >= end) return []
  const { words } = tables.shape
  const sets = [side.near, side.far].map((group) => {
    const set = new Int32Array(words)
    for (const row of column(group, rule))
      orRow(set, tables, group.rows[row] ?? 0, first >>> 5, (end - 1) >>> 5)
    return set
  })
  const found: number[] = []
  for (let i = first >>> 5; i <= (end - 1) >>> 5; i += 1) {
    for (let word = (sets[0]?.[i] ?? 0) & (sets[1]?.[i] ?? 0); word !== 0; word &= word - 1) {
      const number = i * 32 + 31 - Math.clz32(word & -word)
      if (number >= first && number < end) found.push(number)
    }
  }
  return found
}

/** The rules from `first` up to `end` that may match between one near row and one far row; valid until the next call. */
export function rulesBetween(
  { tables, scratch }: RuleSpace,
  side: Side,
  near: number,
  far: number,
  first: number,
  end: number,
): Int32Array {
  const count = commonBetween(scratch, tables, side.near.rows[near] ?? 0, side.far.rows[far] ?? 0, first, end)
  return scratch.subarray(0, count)
}

/** Does `earlier` match every packet of its box that `rule` does, conditions included? */
export const isSure = ({ conditions }: RuleSpace, earlier: number, rule: number): boolean =>
  implies(conditions[rule] ?? [], conditions[earlier] ?? [])

/** A jump ends its own category only: to a rule of category `application` it is no obstacle. */
export const jumpsTo = ({ world, tables }: RuleSpace, earlier: number, rule: number): boolean =>
  rule >= tables.firstApplicationRule && world.rules[earlier]?.action === 'jump-to-application'

/**
 * Where `earlier` decides before `rule` for sure: its box, less what a jump before it may have taken past it.
 * INVARIANT: `jumps` are the jumps that meet the frame, ascending.
 */
export function blockingBoxes(
  space: RuleSpace,
  frame: Frame,
  earlier: number,
  jumps: readonly number[],
): readonly Box[] {
  if (!isSure(space, earlier, frame.rule) || jumpsTo(space, earlier, frame.rule)) return []
  const box = frame.boxOf(earlier)
  if (box === null) return []
  if (frame.rule < space.tables.firstApplicationRule || earlier >= space.tables.firstApplicationRule)
    return [box]
  let boxes: readonly Box[] = [box]
  for (const jump of jumps) {
    if (jump >= earlier) break
    const past = frame.boxOf(jump)
    if (past !== null) boxes = subtractFromAll(boxes, past)
  }
  return boxes
}

/** May removing `rule` show? Jumps, log lines, state and TCP strictness are effects beside the verdict. */
export const hasOtherEffects = ({ action, log, stateful, tcpStrict }: MatchRule): boolean =>
  action === 'jump-to-application' || log || !stateful || tcpStrict
