import { type Address, FAMILY_RANGE, IPV6_BASE } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { hashWords } from './row-table.ts'

/** Addresses from `first` up to the next interval's `first`, all of one class. */
export interface ClassInterval {
  readonly first: Address
  readonly class: number
}

/** Addresses that no set tells apart. */
export interface AddressClass {
  readonly family: 4 | 6
  /** Bit per set: does the set hold these addresses? */
  readonly sets: Int32Array
  /** What `labels` says about the addresses, -1 for nothing. */
  readonly label: number
}

export interface AddressClasses {
  readonly classes: readonly AddressClass[]
  /** Sorted; the first of each begins at the family's first address. */
  readonly intervals: { readonly 4: readonly ClassInterval[]; readonly 6: readonly ClassInterval[] }
}

interface Event {
  readonly at: bigint
  /** Set number, or -1 for a label. */
  readonly set: number
  readonly label: number
}

/**
 * Splits the address line at every end of every set and groups the pieces by the sets that hold them.
 * Time O(n log n + pieces * sets / 32) for n ranges.
 *
 * @param labels single addresses to tell apart from all others, with a number each
 */
export function addressClasses(
  sets: readonly AddressSet[],
  labels: Iterable<readonly [Address, number]>,
): AddressClasses {
  const events: Event[] = []
  for (const [set, ranges] of sets.entries()) {
    for (const { first, last } of ranges) {
      events.push({ at: first, set, label: -1 }, { at: last + 1n, set, label: -1 })
    }
  }
  for (const [address, label] of labels) {
    events.push({ at: address, set: -1, label }, { at: address + 1n, set: -1, label: -1 })
  }
  // At one place an ending label comes before a beginning one, or the beginning one would be lost.
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.label - b.label))

  const classes: AddressClass[] = []
  const intervals: { 4: ClassInterval[]; 6: ClassInterval[] } = { 4: [], 6: [] }
  const byHash = new Map<number, number[]>()
  const active = new Int32Array((sets.length + 31) >>> 5)
  let label = -1

  const classOf = (family: 4 | 6): number => {
    const hash = hashWords(active) ^ Math.imul(label, 0x9e3779b1) ^ family
    const candidates = byHash.get(hash) ?? []
    for (const number of candidates) {
      const known = classes[number]
      if (
        known?.label === label &&
        known.family === family &&
        known.sets.every((value, i) => value === active[i])
      )
        return number
    }
    classes.push({ family, sets: active.slice(), label })
    byHash.set(hash, [...candidates, classes.length - 1])
    return classes.length - 1
  }

  let next = 0
  for (const family of [4, 6] as const) {
    const { first, last } = FAMILY_RANGE[family]
    let at: bigint = first
    while (at <= last) {
      for (let event = events[next]; event !== undefined && event.at <= at; event = events[next]) {
        if (event.set < 0) label = event.label
        else active[event.set >>> 5] = (active[event.set >>> 5] ?? 0) ^ (1 << (event.set & 31))
        next += 1
      }
      const number = classOf(family)
      if (intervals[family].at(-1)?.class !== number)
        intervals[family].push({ first: at as Address, class: number })
      at = events[next]?.at ?? IPV6_BASE * 2n
    }
  }
  return { classes, intervals }
}
