import { createGrowing, type Growing } from '../growing.ts'
import { createListWriter, type PairRules } from './list-decisions.ts'
import type { RowStore } from './rows.ts'
import { createRuleChains } from './rule-chains.ts'

/**
 * Two ends to the list of rules between them, that list and a service to a decision: two reads where the rows take a walk.
 *
 * Ends are rows: all that a source (a destination) has in common with the rules, under small numbers. Most pairs of ends have
 * the same few lists, and most lists decide a few services: `cells` holds the decisions that differ from the list's own
 * `otherwise`, the lists pushed over each other.
 *
 * INVARIANT: what was written stays: rows, columns, lists and cells are only added.
 */
export interface PairDecisions {
  /** Lists by source row and, one bit up for each power of two, destination row. */
  matrix: Uint16Array
  shift: number
  /** Per list: where its cells begin, and what it decides where no cell is its own. */
  readonly lists: Growing
  /** Pairs of words: the list whose cell it is plus one, its decision. */
  readonly cells: Growing
  /** The number of a source row (destination row), made where it is new; -1 where there are too many. */
  readonly sourceNumber: (row: number) => number
  readonly destinationNumber: (row: number) => number
  /** Told when all rows of the policy are in: what comes now are changes. */
  readonly allowGrowth: () => void
}

/** Where a policy has more pairs of ends than this, its rules are walked; changes may add to them before all is made anew. */
export const MAX_CELLS = 2 ** 18
const MAX_GROWN_CELLS = 2 ** 20
const MAX_LISTS = 2 ** 16
/** Words: lists that decide most services each are better walked. */
const MAX_CELL_WORDS = 2 ** 20

export function createPairDecisions(rows: RowStore, rules: PairRules): PairDecisions {
  const { firstApplicationRule: application } = rules
  const chains = createRuleChains(
    (rule, jumped) => rules.isPlainAny(rule) && !rules.isJump(rule) && (!jumped || rule >= application),
    rules.isJump,
  )
  const sources = createAxis()
  const destinations = createAxis()
  const lists = createGrowing(1_024)
  const cells = createGrowing(4_096)
  const writeList = createListWriter(rules, chains, lists, cells)
  const bits = new Int32Array(rows.words)
  let most = MAX_CELLS
  const made: PairDecisions = {
    matrix: new Uint16Array(0),
    shift: 4,
    lists,
    cells,
    allowGrowth: () => {
      most = MAX_GROWN_CELLS
      sources.pack()
      destinations.pack()
    },
    sourceNumber: (row) => sources.numberOf(row, addSource),
    destinationNumber: (row) => destinations.numberOf(row, addDestination),
  }

  /** By rule: the numbers of the rows on one axis that hold it. */
  function createAxis() {
    const numbers = new Map<number, number>()
    /** What came until it was packed: as lists, all the policy has would take more room than its tables. */
    let packed = { start: new Int32Array(0), numbers: new Uint16Array(0) as Uint16Array | Int32Array }
    let since: (number[] | undefined)[] = []
    const forEachWith = (rule: number, visit: (number: number) => void): void => {
      const end = packed.start[rule + 1] ?? 0
      for (let at = packed.start[rule] ?? 0; at < end; at += 1) visit(packed.numbers[at] as number)
      const list = since[rule]
      if (list !== undefined) for (let at = 0; at < list.length; at += 1) visit(list[at] as number)
    }
    return {
      forEachWith,
      count: () => numbers.size,
      pack: (): void => {
        const start = new Int32Array(since.length + 1)
        for (let rule = 0; rule < since.length; rule += 1)
          start[rule + 1] = (start[rule] as number) + (since[rule]?.length ?? 0)
        const length = start[since.length] as number
        const all = numbers.size > 2 ** 16 ? new Int32Array(length) : new Uint16Array(length)
        for (let rule = 0; rule < since.length; rule += 1) all.set(since[rule] ?? [], start[rule])
        packed = { start, numbers: all }
        since = []
      },
      numberOf: (row: number, add: (number: number, of: readonly number[]) => boolean): number => {
        const known = numbers.get(row)
        if (known !== undefined) return known
        const number = numbers.size
        const of = rulesIn(row)
        numbers.set(row, number)
        for (const rule of of) {
          const list = since[rule]
          if (list === undefined) since[rule] = [number]
          else list.push(number)
        }
        return add(number, of) ? number : -1
      },
    }
  }

  function rulesIn(row: number): readonly number[] {
    rows.read(row, bits)
    const found: number[] = []
    for (let w = 0; w < bits.length; w += 1) {
      for (let left = bits[w] as number; left !== 0; left &= left - 1)
        found.push(w * 32 + 31 - Math.clz32(left & -left))
    }
    return found
  }

  function reserve(): boolean {
    let { shift } = made
    while (destinations.count() > 1 << shift) shift += 1
    const needed = sources.count() << shift
    if (needed > most) return false
    if (shift === made.shift && needed <= made.matrix.length) return true
    const matrix = new Uint16Array(Math.max(needed, Math.min(most, (sources.count() + 16) << shift)))
    const before = 1 << made.shift
    for (let row = 0; row * before < made.matrix.length; row += 1)
      if ((row + 1) << shift <= matrix.length)
        matrix.set(made.matrix.subarray(row * before, (row + 1) * before), row << shift)
    made.matrix = matrix
    made.shift = shift
    return true
  }

  function addSource(number: number, of: readonly number[]): boolean {
    if (!reserve()) return false
    const at = number << made.shift
    const { matrix } = made
    for (const rule of of)
      destinations.forEachWith(rule, (destination) => {
        matrix[at + destination] = chains.extend(matrix[at + destination] as number, rule)
      })
    return chains.count() < MAX_LISTS && writeAll(destinations.count(), (each) => at + each)
  }

  function addDestination(number: number, of: readonly number[]): boolean {
    if (!reserve()) return false
    const { matrix, shift } = made
    for (const rule of of)
      sources.forEachWith(rule, (source) => {
        const at = (source << shift) + number
        matrix[at] = chains.extend(matrix[at] as number, rule)
      })
    return chains.count() < MAX_LISTS && writeAll(sources.count(), (each) => (each << shift) + number)
  }

  function writeAll(count: number, cellOf: (each: number) => number): boolean {
    for (let each = 0; each < count && cells.used <= MAX_CELL_WORDS; each += 1)
      writeList(made.matrix[cellOf(each)] as number)
    return cells.used <= MAX_CELL_WORDS
  }
  writeList(0)
  return made
}
