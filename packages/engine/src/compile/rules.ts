import { type AddressSet, addressSet } from '../model/address-set.ts'
import { parseAddressSpec } from '../model/address-spec.ts'
import {
  CATEGORIES,
  type ContextProfile,
  type Endpoints,
  type Policy,
  type Rule,
  type RuleServices,
  type Service,
  type ServiceEntry,
} from '../model/document.ts'
import { flattenService } from '../model/service.ts'
import type { EndpointTerm, MatchRule } from './match-rule.ts'

/** How the names in a rule are looked up. The snapshot answers from the resolution, a span from what it carries. */
export interface RuleLookup {
  readonly groupAddresses: (groupId: string) => AddressSet
  readonly groupIdentities: (groupId: string) => readonly string[]
  /** Numbers of the vNICs that are in the group. */
  readonly groupPoints: (groupId: string) => Iterable<number>
  readonly services: ReadonlyMap<string, Service>
  readonly contextProfiles: ReadonlyMap<string, ContextProfile>
}

/** The policies' rules in evaluation order, everything in them looked up. */
export function matchRules(policies: readonly Policy[], lookup: RuleLookup): readonly MatchRule[] {
  const ordered = CATEGORIES.flatMap((category) => policies.filter((policy) => policy.category === category))
  const appliedTo = appliedToCache(lookup)
  return ordered.flatMap((policy) => policy.rules.map((rule) => matchRule(policy, rule, lookup, appliedTo)))
}

function matchRule(
  policy: Policy,
  rule: Rule,
  lookup: RuleLookup,
  appliedTo: (groups: readonly string[]) => ReadonlySet<number> | null,
): MatchRule {
  return {
    id: rule.id,
    policy: policy.id,
    category: policy.category,
    enabled: policy.enabled && rule.enabled,
    schedule: rule.schedule,
    direction: rule.direction,
    ipVersion: rule.ipVersion,
    appliedTo: appliedTo(rule.appliedTo.length > 0 ? rule.appliedTo : policy.appliedTo),
    sources: endpointTerm(rule.sources, lookup),
    destinations: endpointTerm(rule.destinations, lookup),
    entries: serviceEntries(rule.services, lookup.services),
    contextProfiles: rule.contextProfiles.flatMap((id) => lookup.contextProfiles.get(id) ?? []),
    processes: rule.processes,
    users: rule.users,
    action: rule.action,
    log: rule.log,
    stateful: policy.stateful,
    tcpStrict: policy.tcpStrict,
  }
}

/** One set for each distinct list of groups: most rules of a policy share theirs. */
function appliedToCache(lookup: RuleLookup): (groups: readonly string[]) => ReadonlySet<number> | null {
  const known = new Map<string, ReadonlySet<number>>()
  return (groups) => {
    if (groups.length === 0) return null
    const key = JSON.stringify(groups)
    const made = known.get(key) ?? new Set(groups.flatMap((id) => [...lookup.groupPoints(id)]))
    known.set(key, made)
    return made
  }
}

export function endpointTerm(
  { groups, addresses, negated }: Endpoints,
  lookup: Pick<RuleLookup, 'groupAddresses' | 'groupIdentities'>,
): EndpointTerm {
  const sets = groups.map(lookup.groupAddresses)
  const inline = addresses.flatMap((text) => {
    const range = parseAddressSpec(text)
    return range.ok ? [range.value] : []
  })
  if (inline.length > 0) sets.push(addressSet(inline))
  return {
    any: groups.length === 0 && addresses.length === 0,
    negated,
    addresses: sets,
    identities: groups.flatMap(lookup.groupIdentities),
  }
}

/** Null = any service: nothing was named. A named service without entries matches nothing. */
export function serviceEntries(
  { services, entries }: RuleServices,
  known: ReadonlyMap<string, Service>,
): readonly ServiceEntry[] | null {
  if (services.length === 0 && entries.length === 0) return null
  return [...entries, ...services.flatMap((id) => flattenService(id, known))]
}
