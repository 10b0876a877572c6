import type { EndpointTerm, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import { type AddressFamily, FAMILY_RANGE } from '../../model/address.ts'
import { type AddressSet, intersection, union } from '../../model/address-set.ts'
import type { ServiceEntry } from '../../model/document.ts'
import { PROTOCOL_NUMBER, protocolNumber } from '../../model/protocol.ts'
import type { Diagram, ListLine, Node } from './diagram.ts'
import type { NearRule } from './near-index.ts'
import { leftToAsk, type Part } from './partition.ts'

const { tcp } = PROTOCOL_NUMBER

/**
 * The rules of a part one after the other, each with the addresses of its other side, and of its near side where they differ
 * within the part, as sets that all lists share.
 *
 * INVARIANT: nothing unknown matters at an end of the part, so the first rule that matches decides.
 *
 * @param enforced false = what the rules say is counted and let through
 */
export function ruleList(
  diagram: Diagram,
  world: MatchWorld,
  whole: Part,
  enforced: boolean,
  family: AddressFamily,
  setOf: (term: EndpointTerm) => AddressSet,
): Node {
  const { defaultAction, logDefault } = world.settings
  const last = diagram.leaf({
    rule: -1,
    action: enforced ? defaultAction : 'allow',
    decided: defaultAction,
    log: logDefault,
    stateful: true,
  })
  const part = (of: readonly NearRule[], application: Node, otherwise: Node): Node =>
    diagram.list(
      family,
      of.flatMap((each) => linesFor(each, targetOf(each, application))),
      otherwise,
    )
  const isLast = ({ rule }: NearRule): boolean => rule.category === 'application'
  const application = part(whole.rules.filter(isLast), last, last)
  return part(
    whole.rules.filter((each) => !isLast(each)),
    application,
    application,
  )

  function targetOf({ rule, number }: NearRule, application: Node): Node {
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

  function linesFor(each: NearRule, to: Node): readonly ListLine[] {
    const peers = peersOf(each, setOf)
    if (peers === 'none') return []
    const near = leftToAsk(each, whole).map(({ set, negated }) => ({ set: set(), negated }))
    return lineEntries(each.rule).map((entry) => ({ near, peers, entry, to }))
  }
}

/** How many lines of a list a rule takes. */
export const lineCount = (each: NearRule, setOf: (term: EndpointTerm) => AddressSet): number =>
  peersOf(each, setOf) === 'none' ? 0 : lineEntries(each.rule).length

/** Null = any address. */
function peersOf({ far }: NearRule, setOf: (term: EndpointTerm) => AddressSet): ListLine['peers'] | 'none' {
  if (far.any) return null
  const set = setOf(far)
  if (set.length === 0) return far.negated ? null : 'none'
  return { set, negated: far.negated }
}

/** What the lines of a rule ask of the service; entries of one protocol that look at destination ports alone share a line. */
function lineEntries({ entries }: MatchRule): readonly (ServiceEntry | null)[] {
  if (entries === null) return [null]
  const merged = new Map<number | ServiceEntry, ServiceEntry>()
  for (const entry of entries) {
    if (!('sourcePorts' in entry) || entry.sourcePorts.length > 0) {
      merged.set(entry, entry)
      continue
    }
    const number = protocolNumber(entry)
    const known = merged.get(number)
    const ranges =
      known !== undefined && 'destinationPorts' in known
        ? [known.destinationPorts, entry.destinationPorts]
        : [entry.destinationPorts]
    const destinationPorts = ranges.some(({ length }) => length === 0) ? [] : ranges.flat()
    merged.set(number, { ...entry, destinationPorts })
  }
  return [...merged.values()]
}

/** The addresses of one family that a term names; the same set for the same addresses by name, so that it is written once. */
export function createPeerSets(): (term: EndpointTerm, family: AddressFamily) => AddressSet {
  const numbers = new Map<AddressSet, number>()
  const byParts = new Map<string, { 4?: AddressSet; 6?: AddressSet }>()
  const parts = new Map<EndpointTerm, { 4?: AddressSet; 6?: AddressSet }>()
  const partsOf = ({ addresses }: EndpointTerm) => {
    const key = addresses
      .map((set) => {
        const number = numbers.get(set) ?? numbers.size
        numbers.set(set, number)
        return number
      })
      .join()
    const known = byParts.get(key) ?? {}
    byParts.set(key, known)
    return known
  }
  return (term, family) => {
    const known = parts.get(term) ?? partsOf(term)
    parts.set(term, known)
    const made = known[family] ?? intersection(union(...term.addresses), [FAMILY_RANGE[family]])
    known[family] = made
    return made
  }
}
