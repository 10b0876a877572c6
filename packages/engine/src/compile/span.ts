import { type AddressSet, contains } from '../model/address-set.ts'
import type {
  ContextProfile,
  Policy,
  PolicySettings,
  SecurityGroup,
  Service,
  Workload,
} from '../model/document.ts'
import { flattenServiceIds } from '../model/service.ts'
import type { EndpointTerm, MatchRule } from './match-rule.ts'
import { enforcementPoints } from './points.ts'
import type { Snapshot } from './snapshot.ts'
import { addressTexts, spanIndex } from './span-index.ts'

/** What a span was cut from. */
export interface SpanMeta {
  /** Null for a draft: such a span is for questions only, never installed. */
  readonly revision: number | null
  readonly inventoryVersion: number
}

/** A group as one host needs it: no criteria, no nesting, only what packets are compared with. */
export interface SpanGroup {
  readonly id: string
  readonly name: string
  /** Every address of the group, merged: addresses, networks and ranges in canonical text. */
  readonly addresses: readonly string[]
  readonly identities: readonly string[]
  /** Local vNICs in the group: positions in the list of all vNICs of `Span.workloads`, in order. */
  readonly vnics: readonly number[]
}

/**
 * The part of a revision that one host needs, as plain JSON. A rule that can match no packet at the host's protected vNICs
 * (disabled, applied elsewhere, about other addresses at both ends) is left out, and with it what only it refers to.
 */
export interface Span extends SpanMeta {
  readonly format: 'flowgate-span/v1'
  readonly host: string
  readonly settings: PolicySettings
  /** The host's workloads, sorted by id. */
  readonly workloads: readonly Workload[]
  readonly groups: readonly SpanGroup[]
  readonly services: readonly Service[]
  readonly contextProfiles: readonly ContextProfile[]
  readonly policies: readonly Policy[]
}

/**
 * Cuts the span of one host. A host that the inventory does not know, or without workloads, gets a span without rules.
 * Depends on the snapshot only: the same snapshot gives the same bytes.
 */
export function spanFor(snapshot: Snapshot, hostId: string, { revision, inventoryVersion }: SpanMeta): Span {
  const { document, resolution } = snapshot
  const { services, slotsOf, pointsOf } = spanIndex(snapshot)
  const slots = slotsOf(hostId)
  const points = enforcementPoints(slots, services)
  const workloads = slots.map(({ workload }) => workload).sort((a, b) => (a.id < b.id ? -1 : 1))
  const local = pointsOf(hostId)
  const needed = new Set(neededRules(snapshot.rules, local).map(({ id }) => id))
  const policies = document.policies.flatMap((policy) => {
    const rules = policy.rules.filter(({ id }) => needed.has(id))
    return rules.length === 0 ? [] : [{ ...policy, rules }]
  })
  const rules = policies.flatMap((policy) => policy.rules)
  const groupIds = new Set([
    ...policies.flatMap((policy) => policy.appliedTo),
    ...rules.flatMap(({ sources, destinations, appliedTo }) => [
      ...sources.groups,
      ...destinations.groups,
      ...appliedTo,
    ]),
  ])
  const serviceIds = new Set([
    ...rules.flatMap((rule) => rule.services.services),
    ...workloads.flatMap((workload) => workload.selectiveServices),
  ])
  const nestedIds = new Set([...serviceIds].flatMap((id) => [...flattenServiceIds(id, services)]))
  const profileIds = new Set(rules.flatMap((rule) => rule.contextProfiles))
  return {
    format: 'flowgate-span/v1',
    host: hostId,
    revision,
    inventoryVersion,
    settings: document.settings,
    workloads,
    groups: document.groups.filter(({ id }) => groupIds.has(id)).map((group) => spanGroup(group)),
    services: document.services.filter(({ id }) => nestedIds.has(id)),
    contextProfiles: document.contextProfiles.filter(({ id }) => profileIds.has(id)),
    policies,
  }

  function spanGroup({ id, name }: SecurityGroup): SpanGroup {
    return {
      id,
      name,
      addresses: addressTexts(resolution.addresses(id)),
      identities: resolution.identities(id),
      vnics: points
        .filter(({ workload, vnic }) => resolution.holdsVnic(id, workload.id, vnic))
        .map(({ number }) => number),
    }
  }
}

/**
 * The rules that may match at one of the points. A few too many do no harm, one too few would: each test looks at the
 * points together, and each group is looked up once for the host, not once for each rule.
 */
function neededRules(rules: readonly MatchRule[], local: Snapshot['points']): readonly MatchRule[] {
  const addresses = local.flatMap(({ vnic }) => vnic.addresses)
  const shares = new Map<AddressSet, 'none' | 'some' | 'all'>()
  const applied = new Map<ReadonlySet<number>, boolean>()

  const share = (set: AddressSet): 'none' | 'some' | 'all' => {
    const known = shares.get(set)
    if (known !== undefined) return known
    const held = addresses.filter((address) => contains(set, address)).length
    const made = held === 0 ? 'none' : held === addresses.length ? 'all' : 'some'
    shares.set(set, made)
    return made
  }
  const mayHold = ({ any, negated, addresses: sets, identities }: EndpointTerm): boolean => {
    if (any || identities.length > 0) return true
    return negated ? sets.every((set) => share(set) !== 'all') : sets.some((set) => share(set) !== 'none')
  }
  const isApplied = (appliedTo: ReadonlySet<number> | null): boolean => {
    if (appliedTo === null) return true
    const known = applied.get(appliedTo) ?? local.some(({ number }) => appliedTo.has(number))
    applied.set(appliedTo, known)
    return known
  }
  if (addresses.length === 0) return []
  return rules.filter(
    (rule) =>
      rule.enabled &&
      isApplied(rule.appliedTo) &&
      ((rule.direction !== 'in' && mayHold(rule.sources)) ||
        (rule.direction !== 'out' && mayHold(rule.destinations))),
  )
}
