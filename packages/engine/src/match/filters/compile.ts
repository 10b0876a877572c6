import { createTreeNodes } from './address-tree.ts'
import { type CandidateLists, createCandidateLists } from './candidate-lists.ts'
import { type AddressColumn, columnsOf } from './columns.ts'
import { checkFilters, type Filter } from './filter.ts'
import type { FilterParts, HeadLists } from './filter-parts.ts'
import { createGrowable } from './growable.ts'
import { type FilterTables, packTables } from './pack.ts'
import { buildPairTable } from './pair-table.ts'
import { cutInPieces, overlay, type SpanPieces } from './pieces.ts'
import { servicesOf } from './services.ts'

const EIGHTH_BITS = 29
const WITHIN_EIGHTH = 2 ** EIGHTH_BITS - 1

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
  const services = servicesOf(filters)
  if (services === null) return null
  const { source, destination } = columnsOf(filters)
  const all = Int32Array.from(filters.keys())
  const part = (wideSource: boolean, wideDestination: boolean): Int32Array =>
    all.filter((i) => isWide(source, i) === wideSource && isWide(destination, i) === wideDestination)

  const narrow = part(false, false)
  const bySource = cutInPieces(part(false, true), source)
  const byDestination = cutInPieces(part(true, false), destination)
  const pairSources = cutInPieces(narrow, source)
  const pairDestinations = cutInPieces(narrow, destination)
  if (!bySource || !byDestination || !pairSources || !pairDestinations) return null
  const lists = createCandidateLists(services)
  const pairs = buildPairTable(pairSources.filtersOf, pairDestinations.filtersOf, filters.length, lists)
  if (pairs === null) return null

  const sources = overlay(bySource, pairSources)
  const destinations = overlay(byDestination, pairDestinations)
  const nodes = createTreeNodes(sources.a.length + destinations.a.length)
  return {
    services,
    nodes,
    pairs,
    source: {
      tree: nodes.add(sources, 0),
      headOf: sources.a,
      pairOf: sources.b,
      heads: headLists(bySource, destination, lists),
    },
    destination: {
      tree: nodes.add(destinations, sources.a.length),
      headOf: destinations.a,
      pairOf: destinations.b,
      heads: headLists(byDestination, source, lists),
    },
    wide: wideLists(part(true, true), source, destination, lists),
    lists: lists.finish(),
  }
}

const isWide = ({ first, last }: AddressColumn, filter: number): boolean =>
  ((first[filter] as number) & WITHIN_EIGHTH) === 0 &&
  ((last[filter] as number) & WITHIN_EIGHTH) === WITHIN_EIGHTH

const holdsEighth = ({ first, last }: AddressColumn, filter: number, eighth: number): boolean =>
  (first[filter] as number) >>> EIGHTH_BITS <= eighth && eighth <= (last[filter] as number) >>> EIGHTH_BITS

/** @param other the field that is wide */
function headLists({ filtersOf }: SpanPieces, other: AddressColumn, lists: CandidateLists): HeadLists {
  const { begins, items } = filtersOf
  const places = new Int32Array(begins.length)
  const numbers = createGrowable()
  const held = new Int32Array(items.length)
  for (let number = 0; number + 1 < begins.length; number += 1) {
    const filters = items.subarray(begins[number] as number, begins[number + 1] as number)
    places[number] = numbers.length()
    if (filters.every((filter) => holdsEighth(other, filter, 0) && holdsEighth(other, filter, 7))) {
      numbers.push(lists.add(filters, filters.length))
      continue
    }
    for (let eighth = 0; eighth < 8; eighth += 1) {
      let count = 0
      for (const filter of filters) {
        if (!holdsEighth(other, filter, eighth)) continue
        held[count] = filter
        count += 1
      }
      numbers.push(lists.add(held, count))
    }
  }
  places[begins.length - 1] = numbers.length()
  return { begins: places, lists: numbers.finish() }
}

function wideLists(
  filters: Int32Array,
  source: AddressColumn,
  destination: AddressColumn,
  lists: CandidateLists,
): Int32Array {
  return Int32Array.from({ length: 64 }, (_, pair) => {
    const held = filters.filter(
      (filter) => holdsEighth(source, filter, pair >>> 3) && holdsEighth(destination, filter, pair & 7),
    )
    return lists.add(held, held.length)
  })
}
