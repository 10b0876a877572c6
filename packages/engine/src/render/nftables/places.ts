import type { EnforcementPoint } from '../../compile/match-rule.ts'
import type { Address } from '../../model/address.ts'
import { type AddressSet, contains } from '../../model/address-set.ts'

/** A local address at which packets are evaluated. */
export interface LocalEnd {
  readonly address: Address
  readonly point: EnforcementPoint
}

/** What a rule asks of the near end. Places are positions in a list of ends. */
export interface Condition {
  /** Where it holds, ascending; with `negated`, where it does not. */
  readonly places: Int32Array
  readonly negated: boolean
  /** What the kernel compares the local address with. */
  readonly set: () => AddressSet
}

/** At how many of the places `from` to `to` (exclusive) the condition holds. O(log n). */
export function countIn({ places, negated }: Condition, from: number, to: number): number {
  const within = lowerBound(places, to) - lowerBound(places, from)
  return negated ? to - from - within : within
}

export function holdsAt(condition: Condition, place: number): boolean {
  return countIn(condition, place, place + 1) === 1
}

/** Positions of the addresses (sorted) that the set holds; the shorter of both lists is walked. */
export function placesIn(set: AddressSet, addresses: readonly Address[]): Int32Array {
  const places: number[] = []
  if (set.length > addresses.length) {
    for (const [place, address] of addresses.entries()) if (contains(set, address)) places.push(place)
    return Int32Array.from(places)
  }
  for (const { first, last } of set) {
    for (let place = lowerBound(addresses, first); place < addresses.length; place += 1) {
      if ((addresses[place] ?? last) > last) break
      places.push(place)
    }
  }
  return Int32Array.from(places)
}

/** The first position whose value is not below `value`. */
function lowerBound<T extends number | bigint>(
  values: { readonly length: number; readonly [at: number]: T },
  value: T,
): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = values[middle]
    if (at !== undefined && at < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * An order in which ends with the same conditions lie together, those that share the conditions of most weight nearest.
 *
 * @param held each condition's places in ascending order, the heaviest condition first
 * @returns the old places in the new order; and for each new place, whether other conditions hold there than before it
 */
export function orderPlaces(
  count: number,
  held: readonly Int32Array[],
): { readonly order: readonly number[]; readonly isFirst: readonly boolean[] } {
  const ranks: number[][] = Array.from({ length: count }, () => [])
  for (const [rank, places] of held.entries()) for (const place of places) ranks[place]?.push(rank)
  const compare = (one: readonly number[], other: readonly number[]): number => {
    const shorter = Math.min(one.length, other.length)
    for (let i = 0; i < shorter; i += 1) {
      const difference = (one[i] ?? 0) - (other[i] ?? 0)
      if (difference !== 0) return difference
    }
    return other.length - one.length
  }
  const ranksOf = (place: number | undefined): readonly number[] => ranks[place ?? -1] ?? []
  const order = ranks.map((_, place) => place).sort((a, b) => compare(ranksOf(a), ranksOf(b)) || a - b)
  return {
    order,
    isFirst: order.map((place, i) => i === 0 || compare(ranksOf(order[i - 1]), ranksOf(place)) !== 0),
  }
}
