import { type Address, type AddressFamily, FAMILY_RANGE } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { type Memberships, toggle } from './memberships.ts'

/** One address line cut into pieces: from `first[i]` up to the next, addresses are of class `class[i]`. */
export interface Intervals {
  /** Ascending, beginning with the family's first address. IPv4 addresses as numbers are enough for the trie. */
  readonly first: readonly Address[]
  readonly class: readonly number[]
}

/** Bits of a sort key that are left for the number of the event beside the 33 of an IPv4 address and its end. */
const EVENT_BITS = 20

/**
 * Cuts a family's addresses wherever a set or a labelled address begins or ends.
 *
 * @param sets by slot
 * @param labels single addresses to tell apart from all others, with a number each
 * @param classOf asked for each piece, with -1 for no label
 */
export function cutIntervals(
  family: AddressFamily,
  sets: readonly AddressSet[],
  labels: ReadonlyMap<Address, number>,
  memberships: Memberships,
  classOf: (membership: number, label: number) => number,
): Intervals {
  const whole = FAMILY_RANGE[family]
  const at: Address[] = []
  /** A slot that begins or ends, or, negative, ~(label + 1). */
  const what: number[] = []
  const push = (address: Address, code: number): void => {
    at.push(address)
    what.push(code)
  }
  for (const [slot, ranges] of sets.entries()) {
    for (const { first, last } of ranges) {
      if (first < whole.first || first > whole.last) continue
      push(first, slot)
      if (last < whole.last) push((last + 1n) as Address, slot)
    }
  }
  for (const [address, label] of labels) {
    if (address < whole.first || address > whole.last) continue
    push(address, ~(label + 1))
    const next = (address + 1n) as Address
    if (address < whole.last && !labels.has(next)) push(next, ~0)
  }
  const order = sortedOrder(family, at)
  const first: Address[] = []
  const classes: number[] = []
  const active = new Int32Array(sets.length + 1)
  let length = 0
  let label = -1
  let from = whole.first
  const flush = (): void => {
    const number = classOf(memberships.intern(active, length, family), label)
    if (classes.at(-1) === number) return
    first.push(from)
    classes.push(number)
  }
  for (const event of order) {
    const place = at[event] as Address
    if (place > from) {
      flush()
      from = place
    }
    const code = what[event] as number
    if (code < 0) label = ~code - 1
    else length = toggle(active, length, code)
  }
  flush()
  return { first, class: classes }
}

/** Positions in `at` by ascending address. Sorting numbers in a typed array takes a tenth of what comparing bigints takes. */
function sortedOrder(family: AddressFamily, at: readonly Address[]): Iterable<number> {
  if (family === 4 && at.length < 2 ** EVENT_BITS) {
    const keys = Float64Array.from(at, (address, i) => Number(address) * 2 ** EVENT_BITS + i).sort()
    return Uint32Array.from(keys, (key) => key % 2 ** EVENT_BITS)
  }
  const order = Uint32Array.from(at.keys())
  return order.sort((a, b) => {
    const [x, y] = [at[a] as Address, at[b] as Address]
    return x < y ? -1 : x > y ? 1 : 0
  })
}
