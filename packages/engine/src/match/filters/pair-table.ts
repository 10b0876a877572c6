import type { CandidateLists } from './candidate-lists.ts'
import { displace, type PairTable, type SparseRows } from './displace.ts'
import { createGrowable } from './growable.ts'
import type { Lists } from './list-store.ts'

/** Pairs that filters may have in common before the table is too large. */
const MOST_PAIRS = 4_000_000

/**
 * @param count of all filters
 * @returns null where the pairs would be too many
 */
export function buildPairTable(
  sources: Lists,
  destinations: Lists,
  count: number,
  lists: CandidateLists,
): PairTable | null {
  const rows = pairRows(sources, classesByFilter(destinations, count), destinations, lists)
  return rows === null ? null : displace(rows)
}

/** The classes whose list holds a filter, by filter. */
function classesByFilter({ begins, items }: Lists, count: number): Lists {
  const first = new Int32Array(count + 1)
  for (const filter of items) first[filter + 1] = (first[filter + 1] as number) + 1
  for (let i = 0; i < count; i += 1) first[i + 1] = (first[i + 1] as number) + (first[i] as number)
  const classes = new Int32Array(items.length)
  const next = first.slice()
  for (let number = 0; number + 1 < begins.length; number += 1) {
    for (let at = begins[number] as number; at < (begins[number + 1] as number); at += 1) {
      const filter = items[at] as number
      classes[next[filter] as number] = number
      next[filter] = (next[filter] as number) + 1
    }
  }
  return { begins: first, items: classes }
}

function pairRows(
  sources: Lists,
  byFilter: Lists,
  destinations: Lists,
  lists: CandidateLists,
): SparseRows | null {
  const width = destinations.begins.length - 1
  const begins = new Int32Array(sources.begins.length)
  const columns = createGrowable()
  const listNumbers = createGrowable()
  /** Of the row at hand, by column: how many candidates, and then where their list ends in `candidates`. */
  const counts = new Int32Array(width)
  const touched = new Int32Array(width)
  let candidates = new Int32Array(1_024)
  let pairs = 0
  for (let source = 0; source + 1 < sources.begins.length; source += 1) {
    const filters = sources.items.subarray(
      sources.begins[source] as number,
      sources.begins[source + 1] as number,
    )
    let [columnCount, total] = [0, 0]
    for (const filter of filters) {
      const end = byFilter.begins[filter + 1] as number
      for (let at = byFilter.begins[filter] as number; at < end; at += 1) {
        const column = byFilter.items[at] as number
        if (counts[column] === 0) {
          touched[columnCount] = column
          columnCount += 1
        }
        counts[column] = (counts[column] as number) + 1
        total += 1
      }
    }
    pairs += total
    if (pairs > MOST_PAIRS) return null
    if (total > candidates.length) candidates = new Int32Array(total * 2)
    let begin = 0
    for (let i = 0; i < columnCount; i += 1) {
      const column = touched[i] as number
      begin += counts[column] as number
      counts[column] = begin - (counts[column] as number)
    }
    for (const filter of filters) {
      const end = byFilter.begins[filter + 1] as number
      for (let at = byFilter.begins[filter] as number; at < end; at += 1) {
        const column = byFilter.items[at] as number
        const place = counts[column] as number
        candidates[place] = filter
        counts[column] = place + 1
      }
    }
    begin = 0
    for (let i = 0; i < columnCount; i += 1) {
      const column = touched[i] as number
      const end = counts[column] as number
      columns.push(column)
      listNumbers.push(
        end - begin === 1
          ? lists.single(candidates[begin] as number)
          : lists.add(candidates.subarray(begin, end), end - begin),
      )
      begin = end
      counts[column] = 0
    }
    begins[source + 1] = columns.length()
  }
  return { begins, columns: columns.finish(), lists: listNumbers.finish(), width }
}
