import type { Columns } from './columns.ts'
import { createGrowable } from './growable.ts'
import { createListStore, type Lists } from './list-store.ts'

/** The address line in pieces: from `starts[i]` up to the next start, everything has `values[i]`. The first start is 0. */
export interface Pieces {
  readonly starts: Uint32Array
  readonly values: Int32Array
}

/** The address line cut at every end of every span; pieces in the same spans share a class, which is their value. */
export interface SpanPieces extends Pieces {
  /** By class the filters whose spans hold it, ascending. Class 0 is in none. */
  readonly filtersOf: Lists
}

/** Sum of the lengths of all lists, above which nested spans are too many to write out. */
const MOST_LISTED = 8_000_000

/**
 * One sweep over the ends of the spans.
 *
 * @param filters their numbers, ascending
 * @returns null where the lists of spans would be too long
 */
export function cutInPieces(filters: Int32Array, { first, last }: Columns['source']): SpanPieces | null {
  const starts = placesOf(filters, first, last)
  const begins = eventsAt(starts, filters, (filter) => first[filter] as number)
  const ends = eventsAt(starts, filters, (filter) => (last[filter] as number) + 1)
  const store = createListStore()
  const active = new Int32Array(filters.length)
  let count = 0
  let listed = 0
  store.numberOf(active, 0)
  const values = createGrowable()
  for (let i = 0; i < starts.length; i += 1) {
    for (let j = ends.begins[i] as number; j < (ends.begins[i + 1] as number); j += 1) {
      const at = placeIn(active, count, ends.items[j] as number)
      active.copyWithin(at, at + 1, count)
      count -= 1
    }
    for (let j = begins.begins[i] as number; j < (begins.begins[i + 1] as number); j += 1) {
      const at = placeIn(active, count, begins.items[j] as number)
      active.copyWithin(at + 1, at, count)
      active[at] = begins.items[j] as number
      count += 1
    }
    listed += count
    if (listed > MOST_LISTED) return null
    values.push(store.numberOf(active, count))
  }
  return { starts, values: values.finish(), filtersOf: store.finish() }
}

/** 0 and every place where a span begins, or where one has just ended: sorted, each once. */
function placesOf(filters: Int32Array, first: Uint32Array, last: Uint32Array): Uint32Array {
  const all = new Uint32Array(filters.length * 2 + 1)
  // Past the last address `+ 1` wraps to 0, which is a place anyhow.
  for (let i = 0; i < filters.length; i += 1) {
    all[i * 2] = first[filters[i] as number] as number
    all[i * 2 + 1] = (last[filters[i] as number] as number) + 1
  }
  return distinct(all)
}

/** Sorts in place. */
function distinct(all: Uint32Array): Uint32Array {
  all.sort()
  let count = 0
  for (let i = 0; i < all.length; i += 1) {
    if (i > 0 && all[i] === all[i - 1]) continue
    all[count] = all[i] as number
    count += 1
  }
  return all.slice(0, count)
}

/** By place the filters of which `place` says so, ascending; what lies past the last address is left out. */
function eventsAt(starts: Uint32Array, filters: Int32Array, place: (filter: number) => number): Lists {
  const at = new Int32Array(filters.length)
  const begins = new Int32Array(starts.length + 1)
  for (let i = 0; i < filters.length; i += 1) {
    const address = place(filters[i] as number)
    at[i] = address > 0xffffffff ? -1 : placeIn(starts, starts.length, address)
    if (address <= 0xffffffff) begins[(at[i] as number) + 1] = (begins[(at[i] as number) + 1] as number) + 1
  }
  for (let i = 0; i < starts.length; i += 1) begins[i + 1] = (begins[i + 1] as number) + (begins[i] as number)
  const items = new Int32Array(begins[starts.length] as number)
  const next = begins.slice()
  for (let i = 0; i < filters.length; i += 1) {
    const start = at[i] as number
    if (start < 0) continue
    items[next[start] as number] = filters[i] as number
    next[start] = (next[start] as number) + 1
  }
  return { begins, items }
}

/** The first of the sorted `count` items that is not below `item`. */
function placeIn(sorted: Int32Array | Uint32Array, count: number, item: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < item) low = middle + 1
    else high = middle
  }
  return low
}

/** Two cuts laid over each other: values are numbers of pairs of values, of which `a` and `b` have one side each. */
export interface Overlay extends Pieces {
  readonly a: Int32Array
  readonly b: Int32Array
}

export function overlay(a: Pieces, b: Pieces): Overlay {
  const all = new Uint32Array(a.starts.length + b.starts.length)
  all.set(a.starts)
  all.set(b.starts, a.starts.length)
  const starts = distinct(all)
  const numbers = new Map<number, number>()
  const values = new Int32Array(starts.length)
  const [sideA, sideB] = [createGrowable(), createGrowable()]
  let [i, j] = [0, 0]
  for (let at = 0; at < starts.length; at += 1) {
    const start = starts[at] as number
    while (i + 1 < a.starts.length && (a.starts[i + 1] as number) <= start) i += 1
    while (j + 1 < b.starts.length && (b.starts[j + 1] as number) <= start) j += 1
    const key = (a.values[i] as number) * 2 ** 26 + (b.values[j] as number)
    let number = numbers.get(key)
    if (number === undefined) {
      number = numbers.size
      numbers.set(key, number)
      sideA.push(a.values[i] as number)
      sideB.push(b.values[j] as number)
    }
    values[at] = number
  }
  return { starts, values, a: sideA.finish(), b: sideB.finish() }
}
