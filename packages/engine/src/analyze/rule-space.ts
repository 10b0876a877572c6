import { implies } from '../compile/conditions-of.ts'
import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { compileAddressRows, type FastTables } from '../match/fast/compile.ts'
import { rowHas } from '../match/fast/row-table.ts'
import { addBit, type Bitset, emptyBitset } from '../resolve/bitset.ts'
import { type Box, subtractFromAll } from './boxes.ts'
import { wholeRule } from './identity-parts.ts'
import { bitsAt, type PieceSet, pieceSets, piecesMeet } from './piece-sets.ts'
import { commonBetween, orRow } from './row-sets.ts'
import { createRuleIndex, type RuleIndex } from './rule-index.ts'
import { fullMask, type RuleMask } from './rule-mask.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { type Side, sidesOf } from './sides.ts'
import type { Work } from './work.ts'

/** Rows of addresses and places; nothing that decides about single packets. */
export type SpaceTables = ReturnType<typeof compileAddressRows> & Pick<FastTables, 'firstApplicationRule'>

/** A world cut into pieces that no rule tells apart, with every rule as boxes of them. */
export interface RuleSpace {
  readonly world: MatchWorld
  readonly tables: SpaceTables
  readonly atoms: ServiceAtoms
  /** Per rule: its pieces of the service space, and its conditions (see `wholeRule`). */
  readonly services: readonly PieceSet[]
  readonly conditions: readonly (readonly string[])[]
  readonly sides: readonly Side[]
  /** The number of the first rule that jumps; the number of rules where none does. */
  readonly firstJump: number
  /** Which rules may share services with one. */
  readonly index: RuleIndex
  /**
   * The rules that are not known to be dead: the others need not be looked at as blockers, since what is before them takes no
   * less. Who finds a rule dead takes it out.
   */
  readonly alive: RuleMask
  readonly all: RuleMask
  /** Each holds one list of rules at a time, see `rulesBetween` and `rulesMeeting`. */
  readonly scratch: Int32Array
  readonly candidates: Int32Array
  readonly work: Work
}

export function ruleSpace(world: MatchWorld, work: Work): RuleSpace {
  const firstApplicationRule = world.rules.findIndex(({ category }) => category === 'application')
  const whole = world.rules.map(wholeRule)
  const tables: SpaceTables = {
    ...compileAddressRows({ ...world, rules: whole.map(({ rule }) => rule) }),
    firstApplicationRule: firstApplicationRule < 0 ? world.rules.length : firstApplicationRule,
  }
  const atoms = serviceAtoms([
    ...world.rules.map(({ entries }) => entries ?? []),
    ...world.points.map(({ selected }) => selected),
  ])
  const firstJump = world.rules.findIndex(
    ({ enabled, action }) => enabled && action === 'jump-to-application',
  )
  const services = pieceSets(
    atoms,
    world.rules.map(({ entries }) => entries),
  )
  return {
    world,
    tables,
    atoms,
    services,
    conditions: whole.map(({ conditions }) => conditions),
    sides: sidesOf(world, tables),
    firstJump: firstJump < 0 ? world.rules.length : firstJump,
    index: createRuleIndex(services, (atoms.size + 31) >>> 5),
    alive: fullMask(world.rules.length),
    all: fullMask(world.rules.length),
    scratch: new Int32Array(world.rules.length),
    candidates: new Int32Array(world.rules.length),
    work,
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
  const { words, bits: services } = own
  if (words.length === 0) return null
  const nearSet = projection(space.tables, side.near, near)
  const farSet = projection(space.tables, side.far, far)
  return {
    side,
    rule,
    box: { near: nearSet(rule), far: farSet(rule), services },
    boxOf: (other) => {
      const wanted = space.services[other]
      if (wanted === undefined || !piecesMeet(own, wanted)) return null
      const there = farSet(other)
      const here = nearSet(other)
      if (!isAny(here) || !isAny(there)) return null
      const asked = new Uint32Array(words.length)
      bitsAt(wanted, words, asked)
      for (let i = 0; i < asked.length; i += 1) asked[i] = (asked[i] as number) & (services[i] as number)
      return { near: here, far: there, services: asked }
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
function projection(tables: SpaceTables, group: Side['near'], rows: Int32Array): (rule: number) => Bitset {
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

/**
 * Numbers of the rules from `first` up to `end` in the mask that may meet those of the frame's rule at its side, ascending. None
 * that does meet it is left out; `Frame.boxOf` says which of these do.
 */
export function rulesMeeting(
  { tables, index, services, candidates, work }: RuleSpace,
  { side, rule }: Pick<Frame, 'side' | 'rule'>,
  first: number,
  end: number,
  mask: RuleMask,
): readonly number[] {
  const own = services[rule]
  if (first >= end || own === undefined) return []
  const count = index.sharing(candidates, own, first, end, mask)
  work.spend(count + 1)
  const [from, to] = [first >>> 5, (end - 1) >>> 5]
  // Of few candidates each is asked for itself, which is quicker than to go through whole rows.
  if (count <= (to - from) >>> 1) return [...candidates.subarray(0, count)]
  const [near, far] = [side.near, side.far].map((group) => {
    const set = new Int32Array(tables.shape.words)
    for (const row of column(group, rule)) orRow(set, tables, group.rows[row] ?? 0, from, to)
    return set
  })
  const found: number[] = []
  for (let i = 0; i < count; i += 1) {
    const number = candidates[i] as number
    const word = (near?.[number >>> 5] ?? 0) & (far?.[number >>> 5] ?? 0)
    if (((word >>> (number & 31)) & 1) === 1) found.push(number)
  }
  return found
}

/** The rules from `first` up to `end` that may match between one near row and one far row; valid until the next call. */
export function rulesBetween(
  { tables, scratch, work }: RuleSpace,
  side: Side,
  near: number,
  far: number,
  first: number,
  end: number,
  mask: RuleMask,
): Int32Array {
  const [a, b] = [side.near.rows[near] ?? 0, side.far.rows[far] ?? 0]
  const count = commonBetween(scratch, tables, a, b, first, end, mask)
  work.spend(count + 1)
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
    if (past !== null) boxes = subtractFromAll(boxes, past, space.work)
  }
  return boxes
}

/** May removing `rule` show? Jumps, log lines, state and TCP strictness are effects beside the verdict. */
export const hasOtherEffects = ({ action, log, stateful, tcpStrict }: MatchRule): boolean =>
  action === 'jump-to-application' || log || !stateful || tcpStrict
