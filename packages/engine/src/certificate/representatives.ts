import { conditionsOf } from '../compile/conditions-of.ts'
import type { EndpointTerm, MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { type Address, FAMILY_RANGE, familyOf } from '../model/address.ts'
import { type AddressSet, addressSet, contains } from '../model/address-set.ts'
import { parseAddressSpec } from '../model/address-spec.ts'
import type { PortRange, ServiceEntry } from '../model/document.ts'
import type { L4 } from '../model/packet.ts'
import type { CertifiedRegion } from './certificate.ts'

/*
 * One packet for all that nothing tells apart: the checker's own cutting, written from the semantics and the certificate's
 * format alone. Slow and obvious on purpose.
 */

/** A region with its addresses parsed. */
export interface ParsedRegion {
  readonly region: CertifiedRegion
  readonly sources: AddressSet
  readonly destinations: AddressSet
}

/** An address that stands for all that rules, regions and places treat like it. */
export interface AddressStandIn {
  readonly address: Address
  readonly family: 4 | 6
  /** Per rule of both worlds, one after the other, and per region: is the address on its source (destination) side? */
  readonly asSource: Uint8Array
  readonly asDestination: Uint8Array
  /** Per rule of both worlds: do its sources hold the address, whoever sends? */
  readonly held: string
}

/** @throws RangeError where a region names what is no address */
export function parseRegion(region: CertifiedRegion): ParsedRegion {
  const parsed = (specs: readonly string[]): AddressSet =>
    addressSet(
      specs.map((spec) => {
        const range = parseAddressSpec(spec)
        if (!range.ok) throw new RangeError(`the certificate names \`${spec}\`: ${range.error.message}`)
        return range.value
      }),
    )
  return { region, sources: parsed(region.sources), destinations: parsed(region.destinations) }
}

const sideHolds = (term: EndpointTerm, address: Address): boolean =>
  term.any ||
  term.identities.length > 0 ||
  term.addresses.some((set) => contains(set, address)) !== term.negated

/** Cuts the address line at every end of every set, and keeps one address of those that are alike in every respect. */
export function addressStandIns(
  worlds: readonly MatchWorld[],
  regions: readonly ParsedRegion[],
): readonly AddressStandIn[] {
  const rules = worlds.flatMap((world) => world.rules)
  const sets = [
    ...rules.flatMap(({ sources, destinations }) => [...sources.addresses, ...destinations.addresses]),
    ...regions.flatMap(({ sources, destinations }) => [sources, destinations]),
    ...worlds.flatMap(({ points }) =>
      points.flatMap(({ vnic }) => vnic.addresses.map((address) => [{ first: address, last: address }])),
    ),
  ]
  const cuts = new Set<bigint>([FAMILY_RANGE[4].first, FAMILY_RANGE[6].first])
  for (const set of new Set(sets)) {
    for (const { first, last } of set) {
      cuts.add(first)
      if (last !== FAMILY_RANGE[4].last && last !== FAMILY_RANGE[6].last) cuts.add(last + 1n)
    }
  }
  const kept = new Map<string, AddressStandIn>()
  for (const cut of cuts) {
    const address = cut as Address
    const asSource = Uint8Array.from([
      ...rules.map(({ sources }) => (sideHolds(sources, address) ? 1 : 0)),
      ...regions.map(({ sources }) => (contains(sources, address) ? 1 : 0)),
    ])
    const asDestination = Uint8Array.from([
      ...rules.map(({ destinations }) => (sideHolds(destinations, address) ? 1 : 0)),
      ...regions.map(({ destinations }) => (contains(destinations, address) ? 1 : 0)),
    ])
    const held = rules
      .map(({ sources }) => (sources.addresses.some((set) => contains(set, address)) ? '1' : '0'))
      .join('')
    const places = worlds.map((world) => placeText(world, address)).join(' ')
    const key = `${familyOf(address)} ${asSource.join('')} ${asDestination.join('')} ${held} ${places}`
    if (!kept.has(key)) kept.set(key, { address, family: familyOf(address), asSource, asDestination, held })
  }
  return [...kept.values()]
}

/** Everything about the vNIC at an address that an evaluation looks at. */
function placeText({ rules, pointAt }: MatchWorld, address: Address): string {
  const point = pointAt(address)
  if (point === undefined) return '-'
  const { workload, selected, number } = point
  const applied = rules.map(({ appliedTo }) => (appliedTo?.has(number) === false ? '0' : '1')).join('')
  return `${workload.excluded} ${workload.mode} ${workload.mode === 'selective' ? JSON.stringify(selected) : ''} ${applied}`
}

const WITH_PORTS = ['tcp', 'udp', 'sctp'] as const
const WITH_TYPES = ['icmp', 'icmpv6'] as const
const FIELDED: readonly number[] = [1, 6, 17, 58, 132]

/** A packet's service for each piece into which the entries and the regions' connections cut the space. */
export function serviceStandIns(
  entries: readonly ServiceEntry[],
  regions: readonly CertifiedRegion[],
): readonly L4[] {
  const connections = regions.flatMap(({ services }) => (services === 'all' ? [] : services))
  const services: L4[] = []
  for (const protocol of WITH_PORTS) {
    const own = [...entries, ...connections].filter((each) => each.protocol === protocol)
    const source = starts(own.flatMap((each) => ('sourcePorts' in each ? (each.sourcePorts ?? []) : [])))
    const destination = starts(
      own.flatMap((each) =>
        'destinationPorts' in each ? each.destinationPorts : 'ports' in each ? (each.ports ?? []) : [],
      ),
    )
    for (const sourcePort of source)
      for (const destinationPort of destination) services.push({ protocol, sourcePort, destinationPort })
  }
  for (const protocol of WITH_TYPES) {
    const keys = [...entries, ...connections].flatMap((each): PortRange[] => {
      if (each.protocol !== protocol) return []
      const types: readonly (readonly [number, number | null])[] =
        'type' in each
          ? each.type === null
            ? []
            : [[each.type, each.code]]
          : 'types' in each
            ? (each.types ?? [])
            : []
      return types.map(([type, code]) => [type * 256 + (code ?? 0), type * 256 + (code ?? 255)])
    })
    for (const key of starts(keys)) services.push({ protocol, type: key >>> 8, code: key & 255 })
  }
  const numbers = [
    ...entries.flatMap((each): PortRange[] => (each.protocol === 'ip' ? [[each.number, each.number]] : [])),
    ...connections.flatMap((each) => (each.protocol === 'ip' ? each.numbers : [])),
    // Those with fields of their own are met above.
    ...FIELDED.map((number): PortRange => [number, number]),
  ]
  for (const number of starts(numbers))
    if (number < 256 && !FIELDED.includes(number)) services.push({ protocol: 'ip', number })
  return services
}

const starts = (ranges: readonly PortRange[]): readonly number[] =>
  [...new Set([0, ...ranges.flatMap(([first, last]) => [first, last + 1])])].filter((start) => start < 65_536)

/** Is the service in the region? */
export function regionHasService({ services }: CertifiedRegion, l4: L4): boolean {
  if (services === 'all') return true
  const within = (ranges: readonly PortRange[] | undefined, value: number): boolean =>
    ranges === undefined || ranges.some(([first, last]) => first <= value && value <= last)
  return services.some((each) => {
    if (each.protocol === 'ip') return l4.protocol === 'ip' && within(each.numbers, l4.number)
    if (each.protocol !== l4.protocol) return false
    if ('type' in l4) {
      const types = 'types' in each ? each.types : undefined
      return types?.some(([type, code]) => type === l4.type && (code === null || code === l4.code)) ?? true
    }
    if (!('sourcePort' in l4)) return false
    const ports = 'ports' in each ? each.ports : undefined
    const sourcePorts = 'sourcePorts' in each ? each.sourcePorts : undefined
    return within(ports, l4.destinationPort) && within(sourcePorts, l4.sourcePort)
  })
}

/**
 * The rule as it is when exactly these conditions hold: whatever no header carries is taken out of it. Null where it matches
 * nothing then. Whose user is not among its sources may still bear one of their addresses.
 */
export function underConditions(rule: MatchRule, holding: ReadonlySet<string>): MatchRule | null {
  const { sources } = rule
  const addressed = { ...sources, identities: [] }
  const hold = (each: MatchRule): boolean => conditionsOf(each).every((condition) => holding.has(condition))
  if (!hold({ ...rule, sources: addressed })) return null
  const plain = { ...rule, schedule: null, contextProfiles: [], processes: [], users: [] }
  if (sources.identities.length === 0) return plain
  if (sources.negated) return hold(rule) ? { ...plain, sources: addressed } : null
  return { ...plain, sources: hold(rule) ? { ...addressed, any: true } : addressed }
}
