import { type Address, type AddressRange, FAMILY_RANGE } from './address.ts'

/** A set of addresses. INVARIANT: sorted by `first`, disjoint, no two ranges of one family adjacent. */
export type AddressSet = readonly AddressRange[]

/** Any ranges in, the same addresses as an `AddressSet` out. O(n log n). */
export function addressSet(ranges: Iterable<AddressRange>): AddressSet {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const merged: { first: Address; last: Address }[] = []
  for (const range of sorted) {
    const previous = merged.at(-1)
    if (previous !== undefined && touches(previous, range)) {
      if (range.last > previous.last) previous.last = range.last
    } else {
      merged.push({ first: range.first, last: range.last })
    }
  }
  return merged
}

/** Overlapping or adjacent. 255.255.255.255 and `::` are not neighbours: between the families the line has a gap. */
const touches = (before: AddressRange, after: AddressRange): boolean => after.first <= before.last + 1n

/** O(log n). */
export function contains(set: AddressSet, address: Address): boolean {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const range = set[middle]
    if (range === undefined) return false
    if (address < range.first) high = middle - 1
    else if (address > range.last) low = middle + 1
    else return true
  }
  return false
}

export const union = (...sets: readonly AddressSet[]): AddressSet =>
  sets.length === 1 && sets[0] !== undefined ? sets[0] : addressSet(sets.flat())

/** Every address of both families that is not in the set. */
export function complement(set: AddressSet): AddressSet {
  const out: AddressRange[] = []
  for (const family of [FAMILY_RANGE[4], FAMILY_RANGE[6]]) {
    let next: bigint = family.first
    for (const range of set) {
      if (range.last < family.first || range.first > family.last) continue
      if (range.first > next) out.push({ first: next as Address, last: (range.first - 1n) as Address })
      next = range.last + 1n
    }
    if (next <= family.last) out.push({ first: next as Address, last: family.last })
  }
  return out
}

export function intersection(a: AddressSet, b: AddressSet): AddressSet {
  const out: AddressRange[] = []
  let i = 0
  let j = 0
  for (let x = a[i], y = b[j]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    const { first } = x.first < y.first ? y : x
    const { last } = x.last < y.last ? x : y
    if (first <= last) out.push({ first, last })
    if (last === x.last) i += 1
    else j += 1
  }
  return out
}

export const subtract = (a: AddressSet, b: AddressSet): AddressSet => intersection(a, complement(b))
