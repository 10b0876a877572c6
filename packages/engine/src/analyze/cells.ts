import type { MatchWorld } from '../compile/match-rule.ts'
import type { FastTables } from '../match/fast/compile.ts'

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
 * Every cell in which some rule is a candidate, each once: all protected vNICs at one end, all addresses at the other.
 * Their number is at most the product of the distinct rows, which groups keep far below that of the addresses.
 */
export function* cells(world: MatchWorld, tables: FastTables): Iterable<Cell> {
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
          const candidates = commonRules(tables, nearRows[here] ?? 0, farRows[there] ?? 0)
          if (candidates.length === 0) continue
          const [sourceClass, destinationClass] = direction === 'out' ? [here, there] : [there, here]
          yield { direction, candidates, sourceClass, destinationClass }
        }
      }
    }
  }
}

function firstOfEachRow(classes: Iterable<number>, rows: Int32Array): readonly number[] {
  const first = new Map<number, number>()
  for (const number of classes) if (!first.has(rows[number] ?? 0)) first.set(rows[number] ?? 0, number)
  return [...first.values()]
}

/** The numbers of the rules that are in both rows, ascending. */
export function commonRules({ rows, shape }: FastTables, a: number, b: number): readonly number[] {
  const numbers: number[] = []
  for (let i = 0; i < shape.words; i += 1) {
    const at = shape.summaryWords + i
    for (let word = (rows[a + at] ?? 0) & (rows[b + at] ?? 0); word !== 0; word &= word - 1) {
      numbers.push(i * 32 + 31 - Math.clz32(word & -word))
    }
  }
  return numbers
}
