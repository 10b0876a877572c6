import { type CandidateLists, createCandidateLists } from './candidate-lists.ts'
import { checkFilters, type Filter, type Span } from './filter.ts'
import type { FilterParts } from './filter-parts.ts'
import { type FilterTables, packTables } from './pack.ts'
import { buildPairTable } from './pair-table.ts'
import { cutInPieces, overlay, type SpanPieces } from './pieces.ts'
import { serviceClasses } from './services.ts'
import { buildWideTrie } from './wide-trie.ts'

const EIGHTH = 2 ** 29
const isWide = ([first, last]: Span): boolean => first % EIGHTH === 0 && (last + 1) % EIGHTH === 0
const holdsEighth = ([first, last]: Span, eighth: number): boolean =>
  first <= eighth * EIGHTH && eighth * EIGHTH <= last

/** A class that owns no cell of the pair table: free cells say -1. */
const NO_CLASS = -2

/**
 * Compiles filters. Time in proportion to the filters, the pieces into which they cut the address line, and the pairs of
 * pieces that filters with two narrow spans have in common.
 *
 * @returns null where the filters nest or cross so much that the tables would be too large
 * @throws RangeError where a filter's span is empty or out of its range
 */
export function compileFilters(filters: readonly Filter[]): FilterTables | null {
  checkFilters(filters)
  const parts = filterParts(filters)
  return parts === null ? null : packTables(parts)
}

function filterParts(filters: readonly Filter[]): FilterParts | null {
  const services = serviceClasses(filters)
  if (services === null) return null
  const lists = createCandidateLists(services)
  const numbers = (wideSource: boolean, wideDestination: boolean): readonly number[] =>
    filters.flatMap(({ source, destination }, i) =>
      isWide(source) === wideSource && isWide(destination) === wideDestination ? [i] : [],
    )
  const cut = (part: readonly number[], field: 'source' | 'destination') =>
    cutInPieces(part.flatMap((i) => (filters[i] ? [[i, filters[i][field]] as const] : [])))

  const narrow = numbers(false, false)
  const bySource = cut(numbers(false, true), 'source')
  const byDestination = cut(numbers(true, false), 'destination')
  const pairSources = cut(narrow, 'source')
  const pairDestinations = cut(narrow, 'destination')
  if (!bySource || !byDestination || !pairSources || !pairDestinations) return null
  const pairs = buildPairTable(pairSources, pairDestinations, lists)
  if (pairs === null) return null

  const source = overlay(bySource.pieces, pairSources.pieces)
  const destination = overlay(byDestination.pieces, pairDestinations.pieces)
  const holds = (field: 'source' | 'destination') => (filter: number, eighth: number) =>
    filters[filter] !== undefined && holdsEighth(filters[filter][field], eighth)
  const parts = {
    services,
    sourceTrie: buildWideTrie(source.pieces),
    destinationTrie: buildWideTrie(destination.pieces),
    sources: Int32Array.from(
      source.pairs.flatMap(([one, both]) => [
        one * 8,
        both === 0 ? NO_CLASS : both,
        pairs.shift[both] as number,
        0,
      ]),
    ),
    destinations: Int32Array.from(destination.pairs.flatMap(([one, both]) => [one * 8, both])),
    bySource: eighthLists(bySource, lists, holds('destination')),
    byDestination: eighthLists(byDestination, lists, holds('source')),
    wide: wideRows(numbers(true, true), lists, holds('source'), holds('destination')),
    pairs: pairs.cells,
  }
  return { ...parts, ...lists.finish() }
}

type Holds = (filter: number, eighth: number) => boolean

/** Per class and eighth of the other field: the candidates. */
function eighthLists({ spansOf }: SpanPieces, lists: CandidateLists, holds: Holds): Int32Array {
  const table = new Int32Array(spansOf.length * 8)
  for (const [number, filters] of spansOf.entries()) {
    for (let eighth = 0; eighth < 8; eighth += 1)
      table[number * 8 + eighth] = lists.add(filters.filter((filter) => holds(filter, eighth)))
  }
  return table
}

function wideRows(
  filters: readonly number[],
  lists: CandidateLists,
  source: Holds,
  destination: Holds,
): Int32Array {
  return Int32Array.from({ length: 64 }, (_, pair) =>
    lists.addRow(filters.filter((filter) => source(filter, pair >>> 3) && destination(filter, pair & 7))),
  )
}
