import type { Address } from '../model/address.ts'
import type { EnforcementPoint } from './match-rule.ts'

/**
 * Which point bears an address, as numbers: those of `base`, but for the few addresses in `changed` (-1: none bears it). Copied
 * at every change, so `base` is made anew when they become many.
 */
export interface Bearers {
  readonly base: ReadonlyMap<Address, number>
  readonly changed: ReadonlyMap<Address, number>
}

const MOST_CHANGED = 256

export function bearersOf(points: readonly EnforcementPoint[]): Bearers {
  const base = new Map<Address, number>()
  for (const { number, vnic } of points)
    for (const address of vnic.addresses) if (!base.has(address)) base.set(address, number)
  return { base, changed: new Map() }
}

export const bearerAt = ({ base, changed }: Bearers, address: Address): number =>
  changed.get(address) ?? base.get(address) ?? -1

/** The bearers when some addresses have moved between points; `points` are those after it. */
export function withMoved(
  bearers: Bearers,
  points: readonly EnforcementPoint[],
  moved: ReadonlySet<Address>,
): Bearers {
  if (moved.size === 0) return bearers
  if (bearers.changed.size + moved.size > MOST_CHANGED) return bearersOf(points)
  const changed = new Map(bearers.changed)
  for (const address of moved) changed.set(address, -1)
  // From the last point on: the first that bears an address is the one that stays.
  for (let number = points.length - 1; number >= 0; number -= 1) {
    const { addresses } = (points[number] as EnforcementPoint).vnic
    for (let i = 0; i < addresses.length; i += 1)
      if (moved.has(addresses[i] as Address)) changed.set(addresses[i] as Address, number)
  }
  return { base: bearers.base, changed }
}
