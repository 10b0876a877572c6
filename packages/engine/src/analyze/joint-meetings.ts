import type { EnforcementPoint } from '../compile/match-rule.ts'
import type { AddressRows, FastTables } from '../match/fast/compile.ts'
import type { JointRule } from './joint-world.ts'
import { createListStates } from './list-states.ts'
import { forEachRule } from './row-sets.ts'

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

/** Pairs of ends at which the same changed rules, and others with them, may match. */
export interface MeetingGroup {
  /** Numbers of the rules in order; null where nothing is enforced. One object where both ends have the same. */
  readonly out: readonly number[] | null
  readonly into: readonly number[] | null
  /** Points of the two ends, for what their modes enforce; -1 = none. */
  readonly source: number
  readonly destination: number
  /** Numbers of ends in `FamilyMeetings`: one source with each of the destinations. */
  readonly pairs: { readonly source: number; readonly destinations: readonly number[] }[]
}

/** Ends of one IP version with the pairs of them that are met. */
export interface FamilyMeetings {
  /** Per end: its address classes. */
  readonly sources: readonly (readonly number[])[]
  readonly destinations: readonly (readonly number[])[]
  readonly groups: Iterable<MeetingGroup>
}

type Tables = AddressRows & Pick<FastTables, 'rows'>

/**
 * All pairs of ends that a changed rule meets (or all there are), by the rules that may match between them. Time grows with
 * the rules at each source and the destinations of each, not with the pairs: rules that hold most destinations are noted
 * once per source, with their exceptions.
 *
 * @param modes for each point a number of its enforcement, 0 = none; equal numbers enforce alike
 */
export function meetingGroups(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  modes: readonly number[],
  everything: boolean,
): readonly FamilyMeetings[] {
  const sources = endsOf(tables, modes, tables.outboundRow, tables.sourceRow)
  const destinations = endsOf(tables, modes, tables.inboundRow, tables.destinationRow)
  return [4, 6].flatMap((family) => {
    const from = sources.filter((end) => end.family === family)
    const to = destinations.filter((end) => end.family === family)
    if (from.length === 0 || to.length === 0) return []
    return [
      {
        sources: from.map(({ classes }) => classes),
        destinations: to.map(({ classes }) => classes),
        groups: ofFamily(tables, rules, points, from, to, everything),
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

/** In an item of a list: the rule's number times four, and at which ends it may match. */
const AT_SOURCE = 2
const AT_DESTINATION = 1

function ofFamily(
  tables: Tables,
  rules: readonly JointRule[],
  points: readonly EnforcementPoint[],
  sources: readonly End[],
  destinations: readonly End[],
  everything: boolean,
): readonly MeetingGroup[] {
  const states = createListStates()
  const { start, index } = columnsOf(tables, rules.length, destinations)
  const size = destinations.length
  const missing = missingIn({ start, index }, size)
  const isChanged = Uint8Array.from(rules, ({ before, after }) => (before && after ? 0 : 1))
  const state = new Int32Array(size)
  const isMet = new Uint8Array(size)
  const modeOf = Int32Array.from(destinations, ({ mode }) => mode)
  const modeCount = modeOf.reduce((most, mode) => Math.max(most, mode), 0) + 1
  const inbound = inboundTest(tables, destinations)
  const groups = new Map<number, Map<number, MeetingGroup>>()
  /** What the source's own rules say does not depend on the destination, unless they have an applied-to. */
  const flagsOf = Uint8Array.from(rules, ({ rule: { direction } }) =>
    direction === 'in' ? AT_DESTINATION : direction === 'out' ? AT_SOURCE : AT_SOURCE | AT_DESTINATION,
  )

  for (const [number, source] of sources.entries()) {
    const own: number[] = []
    let changed = false
    forEachRule(tables, source.farRow, (rule) => {
      own.push(rule)
      changed ||= isChanged[rule] === 1
    })
    if (!changed && !everything) continue
    isMet.fill(everything ? 1 : 0)
    for (const rule of own) {
      if (isChanged[rule] === 0) continue
      for (let i = start[rule] as number; i < (start[rule + 1] as number); i += 1)
        isMet[index[i] as number] = 1
    }
    state.fill(0)
    let shared = 0
    const outbound = source.mode === 0 ? null : bitsIn(tables, source.nearRow, rules.length)
    for (const rule of own) {
      const first = start[rule] as number
      const end = start[rule + 1] as number
      if (rules[rule]?.rule.appliedTo !== null) {
        const atSource = outbound?.has(rule) === true ? AT_SOURCE : 0
        for (let i = first; i < end; i += 1) {
          const at = index[i] as number
          if (isMet[at] === 0) continue
          const flags = atSource | (inbound(at, rule) ? AT_DESTINATION : 0)
          if (flags !== 0) state[at] = states.step(state[at] as number, rule * 4 + flags)
        }
      } else if ((end - first) * 2 > size) {
        shared = states.step(shared, rule * 4 + (flagsOf[rule] as number))
        for (const at of missing(rule))
          if (isMet[at] === 1) state[at] = states.step(state[at] as number, rule * 4)
      } else {
        const item = rule * 4 + (flagsOf[rule] as number)
        for (let i = first; i < end; i += 1) {
          const at = index[i] as number
          if (isMet[at] === 1) state[at] = states.step(state[at] as number, item)
        }
      }
    }
    const byState = new Map<number, number[]>()
    for (let at = 0; at < size; at += 1) {
      if (isMet[at] === 0 || (source.mode === 0 && modeOf[at] === 0)) continue
      const key = (state[at] as number) * modeCount + (modeOf[at] as number)
      const known = byState.get(key)
      if (known === undefined) byState.set(key, [at])
      else known.push(at)
    }
    // The shared state and the source's mode fit one whole number: states are at most 2^26, modes far fewer.
    const here = shared * 2 ** 20 + source.mode
    const known = groups.get(here) ?? new Map<number, MeetingGroup>()
    groups.set(here, known)
    for (const [key, met] of byState) {
      const [first] = met
      const destination = destinations[first ?? -1]
      if (first === undefined || destination === undefined) continue
      let group = known.get(key)
      if (group === undefined) {
        group = {
          ...listsOf(states.listOf(shared), states.listOf(state[first] ?? 0), source, destination),
          source: source.mode === 0 ? -1 : pointOf(tables, points, source),
          destination: destination.mode === 0 ? -1 : pointOf(tables, points, destination),
          pairs: [],
        }
        known.set(key, group)
      }
      group.pairs.push({ source: number, destinations: met })
    }
  }
  return [...groups.values()].flatMap((each) => [...each.values()])
}

const pointOf = ({ point }: Tables, points: readonly EnforcementPoint[], { classes }: End): number =>
  points[point[classes[0] ?? -1] ?? -1]?.number ?? -1

/** The rules at either end: those noted for the source without the exceptions, and the destination's own, in order. */
function listsOf(
  shared: readonly number[],
  own: readonly number[],
  source: End,
  destination: End,
): Pick<MeetingGroup, 'out' | 'into'> {
  const missing = new Set(own.filter((item) => item % 4 === 0).map((item) => item >>> 2))
  const items = [
    ...shared.filter((item) => !missing.has(item >>> 2)),
    ...own.filter((item) => item % 4 !== 0),
  ].sort((a, b) => a - b)
  const at = (flag: number): readonly number[] =>
    items.filter((item) => (item & flag) !== 0).map((item) => item >>> 2)
  const out = source.mode === 0 ? null : at(AT_SOURCE)
  if (destination.mode === 0) return { out, into: null }
  const alike = source.mode !== 0 && items.every((item) => (item & 3) === (AT_SOURCE | AT_DESTINATION))
  return { out, into: alike ? out : at(AT_DESTINATION) }
}

/** The destinations that each rule holds: `index` from `start[rule]` up to `start[rule + 1]`. */
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

/** The destinations that a rule does not hold. */
function missingIn({ start, index }: Columns, size: number): (rule: number) => readonly number[] {
  const known = new Map<number, readonly number[]>()
  return (rule) => {
    const found = known.get(rule)
    if (found !== undefined) return found
    const there = new Set(index.subarray(start[rule], start[rule + 1]))
    const made = Array.from({ length: size }, (_, at) => at).filter((at) => !there.has(at))
    known.set(rule, made)
    return made
  }
}

function bitsIn(tables: Tables, row: number, rules: number): { readonly has: (rule: number) => boolean } {
  const set = new Uint8Array(rules)
  forEachRule(tables, row, (rule) => (set[rule] = 1))
  return { has: (rule) => set[rule] === 1 }
}

/** May a rule match at a destination, its applied-to and direction looked at? */
function inboundTest(tables: Tables, ends: readonly End[]): (at: number, rule: number) => boolean {
  const known = new Map<number, ReadonlySet<number>>()
  return (at, rule) => {
    const end = ends[at]
    if (end === undefined || end.mode === 0) return false
    let held = known.get(end.nearRow)
    if (held === undefined) {
      const made = new Set<number>()
      forEachRule(tables, end.nearRow, (each) => made.add(each))
      held = made
      known.set(end.nearRow, made)
    }
    return held.has(rule)
  }
}
