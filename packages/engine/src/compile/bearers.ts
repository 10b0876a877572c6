import type { Address } from '../model/address.ts'
import type { EnforcementPoint } from './match-rule.ts'

/**
 * Which points bear an address, as numbers, ascending: those of `base`, but for the few addresses in `changed`. Copied at every
 * change, so `base` is made anew when they become many.
 */
export interface Bearers {
  readonly base: ReadonlyMap<Address, number | readonly number[]>
  readonly changed: ReadonlyMap<Address, readonly number[]>
}

/** A point that bore other addresses before. */
export interface MovedPoint {
  readonly number: number
  readonly before: readonly Address[]
  readonly after: readonly Address[]
}

const MOST_CHANGED = 512

export function bearersOf(points: readonly EnforcementPoint[]): Bearers {
  const base = new Map<Address, number | number[]>()
  for (const { number, vnic } of points) {
    for (const address of new Set(vnic.addresses)) {
      const known = base.get(address)
      if (known === undefined) base.set(address, number)
      else if (typeof known === 'number') base.set(address, [known, number])
      else known.push(number)
    }
  }
  return { base, changed: new Map() }
}

/** The point that answers for the address: the first that bears it; -1 where none does. */
export function bearerAt({ base, changed }: Bearers, address: Address): number {
  const known = changed.get(address) ?? base.get(address) ?? -1
  return typeof known === 'number' ? known : (known[0] ?? -1)
}

function bearersAt({ base, changed }: Bearers, address: Address): readonly number[] {
  const known = changed.get(address) ?? base.get(address) ?? []
  return typeof known === 'number' ? [known] : known
}

/** The bearers when some points bear other addresses; `points` are those after it. */
export function withMoved(
  bearers: Bearers,
  points: readonly EnforcementPoint[],
  moved: readonly MovedPoint[],
): Bearers {
  const addresses = moved.flatMap(({ before, after }) => [...before, ...after])
  if (addresses.length === 0) return bearers
  if (bearers.changed.size + addresses.length > MOST_CHANGED) return bearersOf(points)
  const changed = new Map(bearers.changed)
  const now: Bearers = { base: bearers.base, changed }
  for (const { number, before, after } of moved) {
    for (const address of before)
      changed.set(
        address,
        bearersAt(now, address).filter((each) => each !== number),
      )
    for (const address of new Set(after))
      changed.set(
        address,
        [...bearersAt(now, address), number].sort((a, b) => a - b),
      )
  }
  return now
}
