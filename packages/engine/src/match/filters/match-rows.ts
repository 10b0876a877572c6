import { createGrowable } from './growable.ts'
import { createListStore, type Lists } from './list-store.ts'
import type { Services } from './services.ts'

/**
 * First matches written out by class: `rows[row * size + originOffset[origin] + targetOffset[target]]`. For what is in all
 * packets' way, and for lists too long to go through. Classes that none of these lists tells apart share an entry.
 */
export interface MatchRows {
  readonly originOffset: Int32Array
  readonly targetOffset: Int32Array
  readonly size: number
  readonly rows: Int32Array
}

/** Entries of all rows. */
const MOST_ENTRIES = 16_000_000

/**
 * @param lists of which rows are made, in this order
 * @param none the entry for no filter
 * @returns null where the rows would be too large
 */
export function buildMatchRows(
  lists: readonly Int32Array[],
  services: Services,
  none: number,
): MatchRows | null {
  const { serviceOf, count, originsOf, targetsOf } = services
  const isAsked = new Uint8Array(count)
  for (const list of lists) for (const filter of list) isAsked[serviceOf[filter] as number] = 1
  const origins = merged(originsOf, services.originCount, isAsked)
  const targets = merged(targetsOf, services.targetCount, isAsked)
  const size = origins.count * targets.count
  if (size * lists.length > MOST_ENTRIES) return null
  const rows = new Int32Array(size * lists.length).fill(none)
  for (const [i, list] of lists.entries()) {
    const row = rows.subarray(i * size, (i + 1) * size)
    // Backwards: an earlier filter is painted over those after it.
    for (let j = list.length - 1; j >= 0; j -= 1) {
      const service = serviceOf[list[j] as number] as number
      for (const origin of origins.classesOf(service)) {
        for (const target of targets.classesOf(service))
          row[origin * targets.count + target] = list[j] as number
      }
    }
  }
  return {
    originOffset: origins.classOf.map((origin) => origin * targets.count),
    targetOffset: targets.classOf,
    size,
    rows,
  }
}

/** Classes that no asked service tells apart, as one. */
function merged({ begins, items }: Lists, classes: number, isAsked: Uint8Array) {
  const sets = Array.from({ length: classes }, () => createGrowable(4))
  for (let service = 0; service < isAsked.length; service += 1) {
    if (isAsked[service] === 0) continue
    for (let at = begins[service] as number; at < (begins[service + 1] as number); at += 1)
      sets[items[at] as number]?.push(service)
  }
  const store = createListStore()
  const classOf = Int32Array.from(sets, (set) => store.numberOf(set.view(), set.length()))
  const known: (Int32Array | undefined)[] = []
  const classesOf = (service: number): Int32Array => {
    const made = known[service]
    if (made !== undefined) return made
    const all = items.subarray(begins[service], begins[service + 1])
    const distinct = Int32Array.from(new Set(all.map((number) => classOf[number] as number)))
    known[service] = distinct
    return distinct
  }
  return { classOf, count: store.count(), classesOf }
}
