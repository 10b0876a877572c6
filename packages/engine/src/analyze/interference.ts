import { buildSnapshot, type Snapshot } from '../compile/snapshot.ts'
import { formatAddress } from '../model/address.ts'
import { type AddressSet, addressSet, intersection } from '../model/address-set.ts'
import { formatRange, parseAddressSpec } from '../model/address-spec.ts'
import type { L4, Packet } from '../model/packet.ts'
import { compareSnapshots, type Difference } from './compare.ts'
import { commonConnections } from './connection-meet.ts'
import type { Connection } from './connections.ts'
import { applyEdit, type PolicyEdit } from './edits.ts'
import type { ConditionState, RegionVerdict } from './region-verdict.ts'

/** Packets whose fate two changes of one policy set both touch: every source, destination and service in it. */
export interface Interference {
  /**
   * `conflict`: one change lets them pass and the other does not, so that the merge decides between them. `overlap`: both
   * changes come to the same, or differ only in the rule that decides or the way of denying.
   */
  readonly kind: 'conflict' | 'overlap'
  readonly base: RegionVerdict
  readonly left: RegionVerdict
  readonly right: RegionVerdict
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: 'all' | readonly Connection[]
  readonly conditions: readonly ConditionState[]
  readonly witness: Packet
}

/**
 * Where two changes of the same policy set meet, exactly: the regions that both make fare differently. Empty means that
 * merging them cannot surprise either author: each packet is touched by one of them at most.
 *
 * @throws RangeError as `compareSnapshots`
 */
export function interference(base: Snapshot, left: Snapshot, right: Snapshot): readonly Interference[] {
  const ours = compareSnapshots(base, left).map(parsed)
  const theirs = compareSnapshots(base, right).map(parsed)
  return ours.flatMap((a) =>
    theirs.flatMap((b): Interference[] => {
      const conditions = together(a.region.conditions, b.region.conditions)
      if (conditions === null) return []
      const sources = intersection(a.sources, b.sources)
      const destinations = sources.length === 0 ? [] : intersection(a.destinations, b.destinations)
      if (destinations.length === 0) return []
      const services = commonConnections(a.region.services, b.region.services)
      const l4 = sampleOf(services)
      const [source, destination] = [sources[0], destinations[0]]
      if (l4 === null || source === undefined || destination === undefined) return []
      const [was, is, other] = [a.region.before, a.region.after, b.region.after]
      return [
        {
          kind: (is.action === 'allow') === (other.action === 'allow') ? 'overlap' : 'conflict',
          base: was,
          left: is,
          right: other,
          sources: sources.map(formatRange),
          destinations: destinations.map(formatRange),
          services,
          conditions,
          witness: { source: formatAddress(source.first), destination: formatAddress(destination.first), l4 },
        },
      ]
    }),
  )
}

/**
 * What depends on the order in which two edits are applied: the difference between `first` then `second` and the other way
 * round. Empty where the order does not matter.
 */
export function orderDependence(
  base: Snapshot,
  first: PolicyEdit,
  second: PolicyEdit,
): readonly Difference[] {
  const apply = (...edits: readonly PolicyEdit[]): Snapshot =>
    buildSnapshot(edits.reduce((document, edit) => applyEdit(document, edit), base.document))
  return compareSnapshots(apply(first, second), apply(second, first))
}

interface Parsed {
  readonly region: Difference
  readonly sources: AddressSet
  readonly destinations: AddressSet
}

const parsed = (region: Difference): Parsed => ({
  region,
  sources: setOf(region.sources),
  destinations: setOf(region.destinations),
})

const setOf = (specs: readonly string[]): AddressSet =>
  addressSet(
    specs.flatMap((spec) => {
      const range = parseAddressSpec(spec)
      return range.ok ? [range.value] : []
    }),
  )

/** The conditions of both; null where they contradict each other. */
function together(
  a: readonly ConditionState[],
  b: readonly ConditionState[],
): readonly ConditionState[] | null {
  const all = new Map(a.map(({ condition, holds }) => [condition, holds]))
  for (const { condition, holds } of b) {
    if (all.get(condition) === !holds) return null
    all.set(condition, holds)
  }
  return [...all]
    .map(([condition, holds]) => ({ condition, holds }))
    .sort((x, y) => (x.condition < y.condition ? -1 : 1))
}

function sampleOf(services: 'all' | readonly Connection[]): L4 | null {
  if (services === 'all') return { protocol: 'tcp', sourcePort: 0, destinationPort: 0 }
  const [first] = services
  if (first === undefined) return null
  if (first.protocol === 'ip') return { protocol: 'ip', number: first.numbers[0]?.[0] ?? 0 }
  if (first.protocol === 'icmp' || first.protocol === 'icmpv6') {
    const [type, code] = ('types' in first ? first.types?.[0] : undefined) ?? [0, 0]
    return { protocol: first.protocol, type, code: code ?? 0 }
  }
  return {
    protocol: first.protocol,
    sourcePort: ('sourcePorts' in first ? first.sourcePorts?.[0]?.[0] : undefined) ?? 0,
    destinationPort: ('ports' in first ? first.ports?.[0]?.[0] : undefined) ?? 0,
  }
}
