import type { EnforcementPoint } from '../compile/match-rule.ts'
import type { AddressRows, FastTables } from '../match/fast/compile.ts'
import { rowHas } from '../match/fast/row-table.ts'
import type { JointRule } from './joint-world.ts'
import { createListStates } from './list-states.ts'
import { forEachRule } from './row-sets.ts'
import type { Work } from './work.ts'

/** Address classes that no rule tells apart at either end, and that are enforced in the same way. */
interface End {
  readonly classes: number[]
  readonly family: number
  /** Rows of the rules that may match at the end itself; of those that have it on their side when it is the other end. */
  readonly nearRow: number
  readonly farRow: number
  /** Which mode enforces; 0 = none. */
  readonly mode: number
}

/** Sources and destinations between which the same rules may match. */
export interface MeetingGroup {
  /** Numbers of the rules in order; null where nothing is enforced. One object where both ends have the same. */
  readonly out: readonly number[] | null
  readonly into: readonly number[] | null
  /** Points of two of the ends, for what their modes enforce; -1 = none. */
  readonly source: number
  readonly destination: number
  /** Ends, by their numbers in `FamilyEnds`: every source with every destination of each pair. */
  readonly pairs: EndPair[]
}

export interface EndPair {
  readonly sources: readonly number[]
  readonly destinations: readonly number[]
}

/** The ends of one IP version. */
export interface FamilyEnds {
  /** Per end: its address classes. */
  readonly sources: readonly (readonly number[])[]
  readonly destinations: readonly (readonly number[])[]
  /** The pairs of ends that a chosen rule meets (or all there are), when only the rules given play a part. */
  readonly meet: (rules: readonly number[], everything: boolean) => Iterable<MeetingGroup>
}

type Tables = AddressRows & Pick<FastTables, 'rows'>

/**
 * The ends of all connections, and who meets whom. Of thousands of ends few are left when only some rules play a part: those
 * that none of the rules tells apart are looked at together. Rules that hold most ends are noted by their exceptions.
 *
 * @param modes for each point a number of its enforcement, 0 = none; equal numbers enforce alike
 * @param work where the rules that two ends are compared by count as steps
 */
export function familyEnds(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  modes: readonly number[],
  work: Work,
): readonly FamilyEnds[] {
  const sources = endsOf(tables, modes, tables.outboundRow, tables.sourceRow)
  const destinations = endsOf(tables, modes, tables.inboundRow, tables.destinationRow)
  return [4, 6].flatMap((family) => {
    const from = sources.filter((end) => end.family === family)
    const to = destinations.filter((end) => end.family === family)
    if (from.length === 0 || to.length === 0) return []
    const fromColumns = columnsOf(tables, rules.length, from)
    const toColumns = columnsOf(tables, rules.length, to)
    return [
      {
        sources: from.map(({ classes }) => classes),
        destinations: to.map(({ classes }) => classes),
        meet: (active, everything) => {
          const here = alikeEnds(tables, rules, active, from, fromColumns, 'in')
          const there = alikeEnds(tables, rules, active, to, toColumns, 'out')
          return meetingGroups(tables, rules, points, here, there, everything, work)
        },
      },
    ]
  })
}

function endsOf(
  { point, family }: Tables,
  modes: readonly number[],
  near: Int32Array,
  far: Int32Array,
): readonly End[] {
  const ends = new Map<string, End>()
  for (let number = 0; number < point.length; number += 1) {
    const mode = modes[point[number] ?? -1] ?? 0
    const nearRow = mode === 0 ? -1 : (near[number] ?? 0)
    const farRow = far[number] ?? 0
    const key = `${family[number]} ${mode} ${nearRow} ${farRow}`
    const known = ends.get(key)
    if (known === undefined)
      ends.set(key, { classes: [number], family: family[number] ?? 4, nearRow, farRow, mode })
    else known.classes.push(number)
  }
  return [...ends.values()]
}

/** Ends that the rules given do not tell apart. */
interface AlikeEnds {
  readonly first: End
  readonly numbers: number[]
  /** Rules that have these ends on their side: number times two, plus one where the rule applies at the ends themselves. */
  readonly items: readonly number[]
}

/** @param notHere the direction in which a rule does not apply at these ends */
function alikeEnds(
  tables: Tables,
  rules: readonly JointRule[],
  active: readonly number[],
  ends: readonly End[],
  { start, index }: Columns,
  notHere: 'in' | 'out',
): readonly AlikeEnds[] {
  const states = createListStates()
  const state = new Int32Array(ends.length)
  const shared: number[] = []
  for (const rule of active) {
    const plain = rules[rule]?.rule
    if (plain === undefined) continue
    const first = start[rule] as number
    const last = start[rule + 1] as number
    const applies = plain.direction === notHere ? 0 : 1
    if (plain.appliedTo !== null) {
      for (let i = first; i < last; i += 1) {
        const at = index[i] as number
        const nearRow = ends[at]?.nearRow ?? -1
        const here = nearRow >= 0 && rowHas(tables.rows, nearRow, tables.shape, rule) ? 1 : 0
        state[at] = states.step(state[at] as number, rule * 4 + 2 + here)
      }
    } else if ((last - first) * 2 > ends.length) {
      shared.push(rule * 2 + applies)
      if (last - first === ends.length) continue
      const held = new Uint8Array(ends.length)
      for (let i = first; i < last; i += 1) held[index[i] as number] = 1
      for (let at = 0; at < ends.length; at += 1)
        if (held[at] === 0) state[at] = states.step(state[at] as number, rule * 4)
    } else {
      for (let i = first; i < last; i += 1) {
        const at = index[i] as number
        state[at] = states.step(state[at] as number, rule * 4 + 2 + applies)
      }
    }
  }
  const groups = new Map<
    number,
    { readonly first: End; readonly numbers: number[]; readonly state: number }
  >()
  for (let at = 0; at < ends.length; at += 1) {
    const end = ends[at] as End
    // Modes are numbered from 0 and fewer than the vNICs: the two fit one whole number.
    const key = (state[at] as number) * 2 ** 21 + end.mode
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { first: end, numbers: [at], state: state[at] as number })
    else known.numbers.push(at)
  }
  return [...groups.values()].map(({ first, numbers, state: reached }) => {
    const own = states.listOf(reached)
    const missing = new Set(own.filter((item) => (item & 2) === 0).map((item) => item >>> 2))
    const items = [
      ...shared.filter((item) => !missing.has(item >>> 1)),
      ...own.filter((item) => (item & 2) === 2).map((item) => (item >>> 2) * 2 + (item & 1)),
    ].sort((a, b) => a - b)
    return { first, numbers, items }
  })
}

/** Lists longer than this are hardly ever equal, and too long to be kept by the hundred thousand. */
const MOST_KEPT = 64

/** Where both ends have few rules in common, all pairs with the same ones are one group; others come one by one. */
function* meetingGroups(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  sources: readonly AlikeEnds[],
  destinations: readonly AlikeEnds[],
  everything: boolean,
  work: Work,
): Iterable<MeetingGroup> {
  const groups = new Map<string, MeetingGroup>()
  for (const source of sources) {
    for (const destination of destinations) {
      if (source.first.mode === 0 && destination.first.mode === 0) continue
      work.spend(1 + ((source.items.length + destination.items.length) >>> 2))
      const { out, into, changed } = commonItems(rules, source.items, destination.items)
      if (!changed && !everything) continue
      const atSource = source.first.mode === 0 ? null : out
      const atDestination = destination.first.mode === 0 ? null : into
      const pair = { sources: source.numbers, destinations: destination.numbers }
      const alike = atSource !== null && atDestination !== null && isSame(atSource, atDestination)
      const group = (): MeetingGroup => ({
        out: atSource,
        into: alike ? atSource : atDestination,
        source: atSource === null ? -1 : pointOf(tables, points, source.first),
        destination: atDestination === null ? -1 : pointOf(tables, points, destination.first),
        pairs: [pair],
      })
      if (out.length + into.length > MOST_KEPT) {
        yield group()
        continue
      }
      const key = `${source.first.mode} ${destination.first.mode} ${atSource?.join()} ${atDestination?.join()}`
      const known = groups.get(key)
      if (known === undefined) groups.set(key, group())
      else known.pairs.push(pair)
    }
  }
  yield* groups.values()
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return true
}

/** The rules that have both ends, at either end where they apply. Both lists ascend. */
function commonItems(rules: readonly JointRule[], from: readonly number[], to: readonly number[]) {
  const out: number[] = []
  const into: number[] = []
  let changed = false
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    const [a, b] = [from[i] as number, to[j] as number]
    if (a >>> 1 === b >>> 1) {
      const number = a >>> 1
      if ((a & 1) === 1) out.push(number)
      if ((b & 1) === 1) into.push(number)
      const rule = rules[number]
      changed ||= !(rule?.before === true && rule.after)
      i += 1
      j += 1
    } else if (a < b) i += 1
    else j += 1
  }
  return { out, into, changed }
}

const pointOf = ({ point }: Tables, points: readonly EnforcementPoint[], { classes }: End): number =>
  points[point[classes[0] ?? -1] ?? -1]?.number ?? -1

/** The ends that each rule has on its side: `index` from `start[rule]` up to `start[rule + 1]`. */
interface Columns {
  readonly start: Int32Array
  readonly index: Int32Array
}

function columnsOf(tables: Tables, rules: number, ends: readonly End[]): Columns {
  const start = new Int32Array(rules + 1)
  for (const { farRow } of ends)
    forEachRule(tables, farRow, (rule) => {
      start[rule + 1] = (start[rule + 1] as number) + 1
    })
  for (let rule = 0; rule < rules; rule += 1)
    start[rule + 1] = (start[rule + 1] as number) + (start[rule] as number)
  const index = new Int32Array(start[rules] ?? 0)
  const next = start.slice()
  for (const [at, { farRow }] of ends.entries()) {
    forEachRule(tables, farRow, (rule) => {
      index[next[rule] as number] = at
      next[rule] = (next[rule] as number) + 1
    })
  }
  return { start, index }
}
