import type { ServiceClasses } from './services.ts'

/** The entry that stands for no filter: larger than any other, and the last of its list. */
export const NO_FILTER = 0x7ffffffe

/**
 * Candidate filters, equal lists stored once. A list is named by a reference.
 *
 * - From 0 on: offset in `lists` of pairs `position << 1 | more` and the filter's service; `more` is 1 on all but the last
 *   pair. The empty list is at 0.
 * - Below 0: the complement is the offset in `rows` of one entry per service class, the first filter's `position << 1`.
 *   For long lists, which would take a step for each filter.
 */
export interface CandidateTables {
  readonly lists: Int32Array
  readonly rows: Int32Array
}

export interface CandidateLists {
  /** @param filters positions, ascending */
  readonly add: (filters: readonly number[]) => number
  /** Offset in `rows`: always as a row. */
  readonly addRow: (filters: readonly number[]) => number
  readonly finish: () => CandidateTables
}

/** Lists from here on may be rows, where a row takes no more than so many words for each of their filters. */
const LONG = 4
const ROW_WORDS_PER_FILTER = 64

export function createCandidateLists({ serviceOf, classes, classesOf }: ServiceClasses): CandidateLists {
  const lists: number[] = [NO_FILTER, 0]
  const references = new Map<string, number>([['', 0]])
  const rows: Int32Array[] = []
  const rowOffsets = new Map<string, number>()

  /** Without the filters that an earlier one with the same service hides. */
  const visible = (filters: readonly number[]): readonly number[] => {
    const services = new Set<number>()
    return filters.filter((filter) => {
      const service = serviceOf[filter] as number
      if (services.has(service)) return false
      services.add(service)
      return true
    })
  }
  const rowOf = (filters: readonly number[]): number => {
    const key = filters.join()
    const known = rowOffsets.get(key)
    if (known !== undefined) return known
    const row = new Int32Array(classes).fill(NO_FILTER)
    for (const filter of filters) {
      for (const each of classesOf[serviceOf[filter] as number] ?? [])
        if (row[each] === NO_FILTER) row[each] = filter << 1
    }
    const offset = rows.length * classes
    rows.push(row)
    rowOffsets.set(key, offset)
    return offset
  }
  const add = (all: readonly number[]): number => {
    const filters = visible(all)
    if (filters.length >= LONG && classes <= ROW_WORDS_PER_FILTER * filters.length) return ~rowOf(filters)
    const key = filters.join()
    const known = references.get(key)
    if (known !== undefined) return known
    const offset = lists.length
    references.set(key, offset)
    for (const [i, filter] of filters.entries())
      lists.push((filter << 1) | (i + 1 < filters.length ? 1 : 0), serviceOf[filter] as number)
    return offset
  }
  const finish = (): CandidateTables => {
    const whole = new Int32Array(rows.length * classes)
    for (const [i, row] of rows.entries()) whole.set(row, i * classes)
    return { lists: Int32Array.from(lists), rows: whole }
  }
  return { add, addRow: (filters) => rowOf(visible(filters)), finish }
}
