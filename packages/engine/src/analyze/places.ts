import type { EnforcementPoint, MatchWorld } from '../compile/match-rule.ts'
import { lookupIpv4, lookupIpv6 } from '../match/fast/address-trie.ts'
import type { FastTables } from '../match/fast/compile.ts'
import { type Address, type AddressFamily, familyOf } from '../model/address.ts'
import { word } from '../model/packet-key.ts'

/** One address that a workload answers for. */
export interface Place {
  readonly family: AddressFamily
  readonly class: number
  readonly point: EnforcementPoint
}

/** The addresses of each workload, those left out for which another workload answers. */
export function placesByWorkload(
  world: MatchWorld,
  tables: FastTables,
): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>()
  for (const point of world.points) {
    const own = places.get(point.workload.id) ?? []
    places.set(point.workload.id, own)
    for (const address of point.vnic.addresses) {
      if (world.pointAt(address) === point)
        own.push({ family: familyOf(address), class: classOf(tables, address), point })
    }
  }
  return places
}

function classOf({ ipv4, ipv6 }: FastTables, address: Address): number {
  if (familyOf(address) === 4) return lookupIpv4(ipv4, word(address, 0n))
  return lookupIpv6(ipv6, word(address, 96n), word(address, 64n), word(address, 32n), word(address, 0n))
}
