import type { MatchWorld } from '../compile/match-rule.ts'
import type { AddressRows, FastTables } from '../match/fast/compile.ts'
import { popcount } from '../match/fast/row-table.ts'
import { forEachRule } from './row-sets.ts'

type Tables = AddressRows & Pick<FastTables, 'rows'>

/**
 * One of the four ways in which packets meet rules: outbound at the source or inbound at the destination, in one IP version.
 * Its address classes are put together by their rows, since rules cannot tell two classes with one row apart. A rule is a
 * box here: every near row it is in, with every far row it is in, with its services.
 */
export interface Side {
  readonly direction: 'out' | 'in'
  readonly near: RowGroup
  readonly far: RowGroup
}

/** Distinct rows of one end, those with the fewest rules first. */
export interface RowGroup {
  /** Offsets into `FastTables.rows`. */
  readonly rows: Int32Array
  /** Per row: the address classes that have it. */
  readonly classes: readonly (readonly number[])[]
  /** The rows that rule r is in: `index` from `start[r]` up to `start[r + 1]`, ascending. */
  readonly start: Int32Array
  readonly index: Int32Array
}

/** The sides on which anything is enforced: near ends are the addresses of protected vNICs, far ends all addresses. */
export function sidesOf(world: MatchWorld, tables: Tables): readonly Side[] {
  const sides: Side[] = []
  const all = [...tables.point.keys()]
  for (const family of [4, 6] as const) {
    const far = all.filter((number) => tables.family[number] === family)
    const near = far.filter((number) => {
      const workload = world.points[tables.point[number] ?? -1]?.workload
      return workload !== undefined && !workload.excluded && workload.mode !== 'idle'
    })
    if (near.length === 0) continue
    const rules = world.rules.length
    for (const direction of ['out', 'in'] as const) {
      const [nearRows, farRows] =
        direction === 'out'
          ? [tables.outboundRow, tables.destinationRow]
          : [tables.inboundRow, tables.sourceRow]
      sides.push({
        direction,
        near: rowGroup(tables, near, nearRows, rules),
        far: rowGroup(tables, far, farRows, rules),
      })
    }
  }
  return sides
}

function rowGroup(tables: Tables, classes: readonly number[], rowOf: Int32Array, rules: number): RowGroup {
  const byRow = new Map<number, number[]>()
  for (const number of classes) {
    const row = rowOf[number] ?? 0
    const known = byRow.get(row)
    if (known === undefined) byRow.set(row, [number])
    else known.push(number)
  }
  const weights = new Map([...byRow.keys()].map((row) => [row, rowSize(tables, row)]))
  const sorted = [...byRow.keys()].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0) || a - b)
  const rows = Int32Array.from(sorted)
  const start = new Int32Array(rules + 1)
  for (const row of rows) forEachRule(tables, row, (rule) => (start[rule + 1] = (start[rule + 1] ?? 0) + 1))
  for (let rule = 0; rule < rules; rule += 1) start[rule + 1] = (start[rule + 1] ?? 0) + (start[rule] ?? 0)
  const index = new Int32Array(start[rules] ?? 0)
  const next = start.slice()
  for (const [at, row] of rows.entries()) {
    forEachRule(tables, row, (rule) => {
      index[next[rule] ?? 0] = at
      next[rule] = (next[rule] ?? 0) + 1
    })
  }
  return { rows, classes: sorted.map((row) => byRow.get(row) ?? []), start, index }
}

/** How many rules are in a row. */
function rowSize({ rows, shape: { summaryWords } }: Tables, row: number): number {
  let words = 0
  for (let s = 0; s < summaryWords; s += 1) words += popcount(rows[row + s] as number)
  let size = 0
  const first = row + 2 * summaryWords
  for (let i = first; i < first + words; i += 1) size += popcount(rows[i] as number)
  return size
}
