import type { Address, AddressFamily, AddressRange } from '../../model/address.ts'
import { FAMILY_RANGE } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import type { Intervals } from './intervals.ts'

/** Addresses that are in one of two sets and not in the other. */
export function difference(a: AddressSet, b: AddressSet): readonly AddressRange[] {
  const ends = (set: AddressSet): bigint[] => set.flatMap(({ first, last }) => [first, last + 1n])
  const [x, y] = [ends(a), ends(b)]
  const changes: bigint[] = []
  for (let i = 0, j = 0; i < x.length || j < y.length; ) {
    const [p, q] = [x[i], y[j]]
    // An end that both have changes nothing.
    if (p === q) {
      i += 1
      j += 1
    } else if (q === undefined || (p !== undefined && p < q)) {
      changes.push(p as bigint)
      i += 1
    } else {
      changes.push(q)
      j += 1
    }
  }
  return Array.from({ length: changes.length / 2 }, (_, i) => ({
    first: changes[2 * i] as Address,
    last: ((changes[2 * i + 1] as bigint) - 1n) as Address,
  }))
}

/** Addresses that change together: in which slots, and whether it must be looked up anew who bears them. */
export interface Piece extends AddressRange {
  readonly slots: readonly number[]
  readonly isRelabelled: boolean
}

/** The pieces into which changes cut a family's addresses, ascending; those that nothing changes are left out. */
export function changedPieces(
  family: AddressFamily,
  toggled: readonly { readonly slot: number; readonly range: AddressRange }[],
  relabelled: Iterable<Address>,
): readonly Piece[] {
  const { first: start, last: end } = FAMILY_RANGE[family]
  const events: { at: bigint; slot: number }[] = []
  for (const { slot, range } of toggled) {
    if (range.first < start || range.first > end) continue
    events.push({ at: range.first, slot }, { at: range.last + 1n, slot })
  }
  for (const address of relabelled) {
    if (address >= start && address <= end)
      events.push({ at: address, slot: -1 }, { at: address + 1n, slot: -2 })
  }
  // Where one address stops and the next one starts, the end must not undo the start.
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.slot - b.slot))
  const pieces: Piece[] = []
  const active = new Set<number>()
  let isRelabelled = false
  for (const [i, { at, slot }] of events.entries()) {
    if (slot < 0) isRelabelled = slot === -1
    else if (!active.delete(slot)) active.add(slot)
    const next = events[i + 1]?.at
    if (next === undefined || next === at || (active.size === 0 && !isRelabelled)) continue
    pieces.push({ first: at as Address, last: (next - 1n) as Address, slots: [...active], isRelabelled })
  }
  return pieces
}

/** Addresses that are of another class by now. */
export interface Patch extends AddressRange {
  readonly class: number
}

/** The position of the interval that holds the address. */
export function intervalAt({ first }: Intervals, address: Address): number {
  let low = 0
  let high = first.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((first[middle] as Address) <= address) low = middle
    else high = middle - 1
  }
  return low
}

/** What replaces `removed` intervals from position `at` on. */
export interface Splice {
  readonly at: number
  readonly removed: number
  readonly first: readonly Address[]
  readonly class: readonly number[]
}

export function spliceFor(intervals: Intervals, { first, last, class: made }: Patch, end: Address): Splice {
  const [from, to] = [intervalAt(intervals, first), intervalAt(intervals, last)]
  const firsts: Address[] = []
  const classes: number[] = []
  const push = (address: Address, number: number): void => {
    if (classes.at(-1) === number) return
    firsts.push(address)
    classes.push(number)
  }
  const at = Math.max(0, from - 1)
  if (at < from) push(intervals.first[at] as Address, intervals.class[at] as number)
  if ((intervals.first[from] as Address) < first)
    push(intervals.first[from] as Address, intervals.class[from] as number)
  push(first, made)
  const next = intervals.first[to + 1]
  if (last < (next ?? end + 1n) - 1n) push((last + 1n) as Address, intervals.class[to] as number)
  if (next !== undefined) push(next, intervals.class[to + 1] as number)
  return { at, removed: Math.min(intervals.first.length, to + 2) - at, first: firsts, class: classes }
}
