import type { EndpointTerm, EnforcementPoint, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import { type AddressFamily, FAMILY_RANGE } from '../../model/address.ts'
import { type AddressSet, intersection, union } from '../../model/address-set.ts'
import { PROTOCOL_NUMBER } from '../../model/protocol.ts'
import type { Diagram, ListLine, Node } from './diagram.ts'
import type { Candidate } from './relevant.ts'

const { tcp } = PROTOCOL_NUMBER

/**
 * The rules of one end one after the other, each with the addresses of its other side as a set that all ends share.
 *
 * INVARIANT: every candidate is certain, so the first that matches decides.
 */
export function ruleList(
  diagram: Diagram,
  world: MatchWorld,
  candidates: readonly Candidate[],
  { workload, selected }: EnforcementPoint,
  family: AddressFamily,
  peersOf: (term: EndpointTerm) => AddressSet,
): Node {
  if (workload.mode === 'full') return ofMode(true)
  if (workload.mode === 'visibility') return ofMode(false)
  const enforced = ofMode(true)
  const lines = selected.map((entry): ListLine => ({ peers: null, entry, to: enforced }))
  return diagram.list(family, lines, ofMode(false))

  function ofMode(enforced: boolean): Node {
    const { defaultAction, logDefault } = world.settings
    const last = diagram.leaf({
      rule: -1,
      action: enforced ? defaultAction : 'allow',
      decided: defaultAction,
      log: logDefault,
      stateful: true,
    })
    const part = (of: readonly Candidate[], application: Node, otherwise: Node): Node =>
      diagram.list(
        family,
        of.flatMap((candidate) => linesOf(candidate, targetOf(candidate, enforced, application))),
        otherwise,
      )
    const isLast = ({ rule }: Candidate): boolean => rule.category === 'application'
    const application = part(candidates.filter(isLast), last, last)
    return part(
      candidates.filter((each) => !isLast(each)),
      application,
      application,
    )
  }

  function targetOf({ rule, number }: Candidate, enforced: boolean, application: Node): Node {
    const { action, log, stateful } = rule
    if (action === 'jump-to-application') return application
    const leaf = (decided: typeof action): Node =>
      diagram.leaf({ rule: number, action: enforced ? decided : 'allow', decided, log, stateful })
    return rule.tcpStrict && action === 'allow' ? strictly(leaf('allow'), leaf('drop')) : leaf(action)
  }

  /** A segment that opens nothing is dropped; other protocols have no such segments. */
  function strictly(allow: Node, drop: Node): Node {
    const label = (first: number, last: number) => (first === last ? `${first}` : `${first}-${last}`)
    const opens = [drop, allow].map((to, bit) => ({ first: bit, last: bit, to }))
    const ofTcp = diagram.branch('opens', 0, opens, label)
    const pieces = [
      { first: 0, last: tcp - 1, to: allow },
      { first: tcp, last: tcp, to: ofTcp },
      { first: tcp + 1, last: 255, to: allow },
    ]
    return diagram.branch('protocol', 0, pieces, label)
  }

  function linesOf({ rule, far }: Candidate, to: Node): readonly ListLine[] {
    if (far.any) return entriesOf(rule).map((entry) => ({ peers: null, entry, to }))
    const set = peersOf(far)
    if (set.length === 0 && !far.negated) return []
    const peers = set.length === 0 ? null : { set, negated: far.negated }
    return entriesOf(rule).map((entry) => ({ peers, entry, to }))
  }
}

const entriesOf = ({ entries }: MatchRule) => entries ?? [null]

/** The addresses of one family that a term names; the same set for the same term, so that it is written once. */
export function createPeerSets(): (term: EndpointTerm, family: AddressFamily) => AddressSet {
  const byParts = new Map<AddressSet, { 4?: AddressSet; 6?: AddressSet }>()
  const single = (set: AddressSet, family: AddressFamily): AddressSet => {
    const known = byParts.get(set) ?? {}
    byParts.set(set, known)
    const made = known[family] ?? intersection(set, [FAMILY_RANGE[family]])
    known[family] = made
    return made
  }
  const terms = new Map<EndpointTerm, AddressSet>()
  return (term, family) => {
    const made = terms.get(term) ?? union(...term.addresses)
    terms.set(term, made)
    return single(made, family)
  }
}
