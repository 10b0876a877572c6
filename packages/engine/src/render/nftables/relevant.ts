import type { EndpointTerm, EnforcementPoint, MatchRule } from '../../compile/match-rule.ts'
import { endpointHolds } from '../../match/conditions.ts'
import { type Address, familyOf } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { isActive } from '../../model/schedule.ts'

export type Way = 'out' | 'in'

/** A rule that may match at one end, and its number in evaluation order. */
export interface Candidate {
  readonly number: number
  readonly rule: MatchRule
  /** The term about the other end. */
  readonly far: EndpointTerm
  /** False where the match hangs on a condition that no header carries. */
  readonly certain: boolean
}

/** What no header carries is unknown to the kernel. */
const NOTHING_KNOWN = {}

const initiator = (isSource: boolean) => (isSource ? NOTHING_KNOWN : null)

/** The rules that may match packets from (`out`) or to (`in`) a local address, whoever is at the other end. */
export function relevantRules(
  rules: readonly MatchRule[],
  address: Address,
  { number: point }: EnforcementPoint,
  way: Way,
  now: number,
): readonly Candidate[] {
  const version = `ipv${familyOf(address)}`
  return rules.flatMap((rule, number) => {
    if (!rule.enabled || (rule.direction !== 'in-out' && rule.direction !== way)) return []
    if (rule.ipVersion !== 'any' && rule.ipVersion !== version) return []
    if (rule.appliedTo !== null && !rule.appliedTo.has(point)) return []
    if (rule.schedule !== null && !isActive(rule.schedule, now)) return []
    const [near, far] = way === 'out' ? [rule.sources, rule.destinations] : [rule.destinations, rule.sources]
    const holds = endpointHolds(near, address, initiator(way === 'out'))
    if (holds === false) return []
    const certain =
      holds === true &&
      rule.contextProfiles.length === 0 &&
      rule.processes.length === 0 &&
      rule.users.length === 0
    return [{ number, rule, far, certain }]
  })
}

/** The candidates that may match one peer, each certain only if nothing about the peer is unknown either. */
export function towardsPeer(
  candidates: readonly Candidate[],
  way: Way,
  holds: (set: AddressSet) => boolean,
): readonly Candidate[] {
  return candidates.flatMap((candidate) => {
    const { far } = candidate
    const held = far.addresses.some(holds)
    if (far.any || (held && !far.negated)) return [candidate]
    if (held) return []
    if (way === 'in' && far.identities.length > 0) return [{ ...candidate, certain: false }]
    return far.negated ? [candidate] : []
  })
}

/**
 * Candidates after one that matches every packet decide nothing, so lists that differ only there are the same.
 * A jump passes over the rest of `environment`: a rule there ends the list only where none can have jumped before it.
 */
export function untilCertain(candidates: readonly Candidate[]): readonly Candidate[] {
  let jumped = false
  for (const [index, { rule, certain }] of candidates.entries()) {
    if (rule.action === 'jump-to-application') jumped = true
    else if (certain && rule.entries === null && !(jumped && rule.category === 'environment'))
      return candidates.slice(0, index + 1)
  }
  return candidates
}
