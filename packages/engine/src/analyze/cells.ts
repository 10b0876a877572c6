import type { MatchWorld } from '../compile/match-rule.ts'
import type { FastTables } from '../match/fast/compile.ts'
import { rowWord } from '../match/fast/row-table.ts'

/**
 * One way in which a packet meets the rules: everything about it that addresses and place decide. All packets of a cell have
 * the same candidates; only service and conditions still tell them apart.
 */
export interface Cell {
  readonly direction: 'out' | 'in'
  /** The rules that may match, in order. */
  readonly candidates: readonly number[]
  /** A pair of address classes in the cell, for an example. */
  readonly sourceClass: number
  readonly destinationClass: number
}

/**
 * Every cell in which some rule is a candidate: all protected vNICs at one end, all addresses at the other. Of the cells with
 * equal candidates only the first is given, since the rules treat them alike; in real policies that is one in a hundred.
 */
export function* cells(world: MatchWorld, tables: FastTables): Iterable<Cell> {
  const common = new Int32Array(world.rules.length)
  const isNew = distinctLists()
  const all = [...tables.point.keys()]
  const near = all.filter((number) => {
    const workload = world.points[tables.point[number] ?? -1]?.workload
    return workload !== undefined && !workload.excluded && workload.mode !== 'idle'
  })
  for (const direction of ['out', 'in'] as const) {
    const nearRows = direction === 'out' ? tables.outboundRow : tables.inboundRow
    const farRows = direction === 'out' ? tables.destinationRow : tables.sourceRow
    for (const family of [4, 6] as const) {
      const ofFamily = (number: number): boolean => tables.family[number] === family
      const nearClasses = firstOfEachRow(near.filter(ofFamily), nearRows)
      const farClasses = firstOfEachRow(all.filter(ofFamily), farRows)
      for (const here of nearClasses) {
        for (const there of farClasses) {
          const count = commonRules(common, tables, nearRows[here] ?? 0, farRows[there] ?? 0)
          if (count === 0 || !isNew(common, count)) continue
          const candidates = Array.from(common.subarray(0, count))
          const [sourceClass, destinationClass] = direction === 'out' ? [here, there] : [there, here]
          yield { direction, candidates, sourceClass, destinationClass }
        }
      }
    }
  }
}

/** Tells of each list whether it is the first one with its content. */
function distinctLists(): (list: Int32Array, length: number) => boolean {
  const byHash = new Map<number, Int32Array[]>()
  return (list, length) => {
    let hash = length
    for (let i = 0; i < length; i += 1)
      hash = Math.imul(hash ^ (list[i] as number), 0x01000193) ^ (hash >>> 15)
    const known = byHash.get(hash) ?? []
    for (const other of known) {
      let same = other.length === length ? 0 : -1
      while (same >= 0 && same < length && other[same] === list[same]) same += 1
      if (same === length) return false
    }
    byHash.set(hash, [...known, list.slice(0, length)])
    return true
  }
}

function firstOfEachRow(classes: Iterable<number>, rows: Int32Array): readonly number[] {
  const first = new Map<number, number>()
  for (const number of classes) if (!first.has(rows[number] ?? 0)) first.set(rows[number] ?? 0, number)
  return [...first.values()]
}

/** Writes the numbers of the rules that are in both rows, ascending, and returns how many. */
export function commonRules(into: Int32Array, { rows, shape }: FastTables, a: number, b: number): number {
  const { summaryWords } = shape
  let count = 0
  for (let s = 0; s < summaryWords; s += 1) {
    for (
      let summary = (rows[a + s] as number) & (rows[b + s] as number);
      summary !== 0;
      summary &= summary - 1
    ) {
      const bit = summary & -summary
      const i = s * 32 + 31 - Math.clz32(bit)
      let word = rowWord(rows, a, summaryWords, s, bit) & rowWord(rows, b, summaryWords, s, bit)
      for (; word !== 0; word &= word - 1) {
        into[count] = i * 32 + 31 - Math.clz32(word & -word)
        count += 1
      }
    }
  }
  return count
}
