import {
  type AddressSet,
  addressSet,
  complement,
  formatAddress,
  intersection,
  parseAddressSpec,
} from '@flowgate/engine'
import type { RuleItem } from '@flowgate/shared'
import type { ServiceEntry } from '../../../lib/service-entry.ts'

/** What the ids of rules stand for now. */
export interface World {
  readonly groupAddresses: ReadonlyMap<string, readonly string[]>
  readonly serviceEntries: ReadonlyMap<string, readonly ServiceEntry[]>
}
const ANYWHERE = complement([])

const setOf = (texts: readonly string[]): AddressSet =>
  addressSet(
    texts.flatMap((text) => {
      const parsed = parseAddressSpec(text)
      return parsed.ok ? [parsed.value] : []
    }),
  )
const addressesOf = ({ groups, addresses, negated }: RuleItem['sources'], world: World): AddressSet => {
  if (groups.length + addresses.length === 0) return ANYWHERE
  const set = setOf([...addresses, ...groups.flatMap((id) => world.groupAddresses.get(id) ?? [])])
  return negated ? complement(set) : set
}
const entriesOf = ({ services }: RuleItem, world: World): readonly ServiceEntry[] => [
  ...services.entries,
  ...services.services.flatMap((id) => world.serviceEntries.get(id) ?? []),
]

type Range = readonly [number, number]
const rangesMeet = (a: readonly Range[], b: readonly Range[]): boolean =>
  a.length === 0 || b.length === 0 || a.some(([x, y]) => b.some(([from, to]) => x <= to && from <= y))
const same = (a: number | null, b: number | null) => a === null || b === null || a === b

/** IP protocol numbers that an `ip/N` entry shares with the named ones. */
const NUMBER = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 } as const
const numberOf = (entry: ServiceEntry): number =>
  entry.protocol === 'ip' ? entry.number : NUMBER[entry.protocol]

const entriesMeet = (a: ServiceEntry, b: ServiceEntry): boolean => {
  if (numberOf(a) !== numberOf(b)) return false
  if ('type' in a && 'type' in b) return same(a.type, b.type) && same(a.code, b.code)
  if ('sourcePorts' in a && 'sourcePorts' in b)
    return rangesMeet(a.sourcePorts, b.sourcePorts) && rangesMeet(a.destinationPorts, b.destinationPorts)
  return true
}
const servicesMeet = (a: RuleItem, b: RuleItem, world: World): boolean => {
  const [one, other] = [entriesOf(a, world), entriesOf(b, world)]
  const anyA = a.services.services.length + a.services.entries.length === 0
  const anyB = b.services.services.length + b.services.entries.length === 0
  return anyA || anyB || one.some((x) => other.some((y) => entriesMeet(x, y)))
}
const directionsMeet = (a: RuleItem, b: RuleItem) =>
  a.direction === 'in-out' || b.direction === 'in-out' || a.direction === b.direction

/** A source and a destination that both rules match; null when no packet can match both. */
export const overlap = (
  a: RuleItem,
  b: RuleItem,
  world: World,
): { readonly source: string; readonly destination: string } | null => {
  if (!directionsMeet(a, b) || !servicesMeet(a, b, world)) return null
  const sources = intersection(addressesOf(a.sources, world), addressesOf(b.sources, world))
  const destinations = intersection(addressesOf(a.destinations, world), addressesOf(b.destinations, world))
  const [source, destination] = [sources[0], destinations[0]]
  if (!source || !destination) return null
  return { source: formatAddress(source.first), destination: formatAddress(destination.first) }
}
