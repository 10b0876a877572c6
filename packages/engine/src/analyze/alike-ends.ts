import type { AddressRows, FastTables } from '../match/fast/compile.ts'
import { rowHas } from '../match/fast/row-table.ts'
import type { JointRule } from './joint-world.ts'
import { createListStates } from './list-states.ts'
import { forEachRule } from './row-sets.ts'

export type Tables = AddressRows & Pick<FastTables, 'rows'>

/** Address classes that no rule tells apart at either end, and that are enforced in the same way. */
export interface End {
  readonly classes: number[]
  readonly family: number
  /** Rows of the rules that may match at the end itself; of those that have it on their side when it is the other end. */
  readonly nearRow: number
  readonly farRow: number
  /** Which mode enforces; 0 = none. */
  readonly mode: number
}

export function endsOf(
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
export interface AlikeEnds {
  readonly first: End
  readonly numbers: number[]
  /** Rules that have these ends on their side: number times two, plus one where the rule applies at the ends themselves. */
  readonly items: readonly number[]
}

/** @param notHere the direction in which a rule does not apply at these ends */
export function alikeEnds(
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

/** The ends that each rule has on its side: `index` from `start[rule]` up to `start[rule + 1]`. */
export interface Columns {
  readonly start: Int32Array
  readonly index: Int32Array
}

export function columnsOf(tables: Tables, rules: number, ends: readonly End[]): Columns {
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
