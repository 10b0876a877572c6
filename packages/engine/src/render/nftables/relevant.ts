import type { EndpointTerm, MatchRule } from '../../compile/match-rule.ts'
import type { AddressSet } from '../../model/address-set.ts'

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
