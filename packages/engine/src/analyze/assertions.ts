import type { EndpointTerm, MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { endpointTerm, serviceEntries } from '../compile/rules.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import { contains } from '../model/address-set.ts'
import type { Assertion, ServiceEntry } from '../model/document.ts'
import type { Packet } from '../model/packet.ts'
import { addBit, type Bitset, bitsOf, emptyBitset, hasBit, isEmptyBitset } from '../resolve/bitset.ts'
import { type Connection, describeAtoms } from './connections.ts'
import type { FirstMatchRule } from './first-match.ts'
import { identityParts } from './identity-parts.ts'
import { type Meeting, meetings, type Side } from './meetings.ts'
import { addressTexts, Rectangles } from './rectangles.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { type ConditionState, conditionStates, type RegionVerdict, sideVerdicts } from './side-verdicts.ts'
import { witnessPacket } from './witness.ts'

/** Packets for which an assertion does not hold: every source with every destination and service in it. */
export interface AssertionRegion {
  readonly verdict: RegionVerdict
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: 'all' | readonly Connection[]
  readonly conditions: readonly ConditionState[]
  readonly counterexample: Packet
}

export interface AssertionResult {
  readonly assertion: string
  /** `vacuous`: it speaks about no packet that Flowgate could decide, so it neither holds nor fails. */
  readonly result: 'holds' | 'fails' | 'vacuous'
  readonly vacuous: 'no-source' | 'no-destination' | 'no-service' | 'no-vnic' | null
  /** Empty unless it fails. */
  readonly regions: readonly AssertionRegion[]
}

/**
 * Tries every assertion of a snapshot over all packets, exactly. `must-deny` fails where some packet from its sources to its
 * destinations may pass, `must-allow` where some may not, conditions being free to hold or not. Only packets with a vNIC at
 * one end at least count. Identity members of the assertion's groups are left aside.
 *
 * @throws RangeError where more than ten conditions meet at one pair of ends
 */
export function checkAssertions(snapshot: Snapshot): readonly AssertionResult[] {
  const { assertions } = snapshot.document
  if (assertions.length === 0) return []
  const services = new Map(snapshot.document.services.map((service) => [service.id, service]))
  const lookup = {
    groupAddresses: (id: string) => snapshot.resolution.addresses(id),
    groupIdentities: () => [],
  }
  const terms = assertions.map(
    (assertion): AssertionTerms => ({
      assertion,
      sources: endpointTerm(assertion.sources, lookup),
      destinations: endpointTerm(assertion.destinations, lookup),
      entries: serviceEntries(assertion.services, services),
    }),
  )
  const parts = snapshot.rules.flatMap(identityParts)
  const tables = compileTables(
    cutBy(
      snapshot,
      parts.map(({ rule }) => rule),
      terms,
    ),
  )
  const atoms = serviceAtoms([
    ...[...snapshot.rules, ...terms].map(({ entries }) => entries ?? []),
    ...snapshot.points.map(({ selected }) => selected),
  ])
  const rules = parts.map(
    ({ rule, conditions }): FirstMatchRule => ({
      rule,
      services: atoms.select(rule.entries),
      conditions,
    }),
  )
  const side: Side = { settings: snapshot.settings, points: snapshot.points, first: 0, end: rules.length }
  return terms.map((each) => checkAssertion(each, tables, atoms, rules, side))
}

interface AssertionTerms {
  readonly assertion: Assertion
  readonly sources: EndpointTerm
  readonly destinations: EndpointTerm
  readonly entries: readonly ServiceEntry[] | null
}

/** The snapshot with a switched-off rule for each assertion: it decides nothing, but its sets cut the addresses. */
function cutBy(snapshot: Snapshot, own: readonly MatchRule[], terms: readonly AssertionTerms[]): MatchWorld {
  const rules = terms.map(
    ({ assertion, sources, destinations }): MatchRule => ({
      id: assertion.id,
      policy: '',
      category: 'application',
      enabled: false,
      schedule: null,
      direction: 'in-out',
      ipVersion: 'any',
      appliedTo: null,
      sources,
      destinations,
      entries: null,
      contextProfiles: [],
      processes: [],
      users: [],
      action: 'drop',
      log: false,
      stateful: true,
      tcpStrict: false,
    }),
  )
  return { ...snapshot, rules: [...own, ...rules] }
}

function checkAssertion(
  { assertion, sources, destinations, entries }: AssertionTerms,
  tables: FastTables,
  atoms: ServiceAtoms,
  rules: readonly FirstMatchRule[],
  side: Side,
): AssertionResult {
  const vacuous = (why: AssertionResult['vacuous']): AssertionResult => ({
    assertion: assertion.id,
    result: 'vacuous',
    vacuous: why,
    regions: [],
  })
  const from = tables.ranges.map((ranges) => ranges[0] !== undefined && holds(sources, ranges[0].first))
  const to = tables.ranges.map((ranges) => ranges[0] !== undefined && holds(destinations, ranges[0].first))
  const asked = atoms.select(entries)
  if (!from.includes(true)) return vacuous('no-source')
  if (!to.includes(true)) return vacuous('no-destination')
  if (isEmptyBitset(asked)) return vacuous('no-service')
  const found = new Map<string, { readonly met: Meeting; readonly at: Rectangles }>()
  for (const { key, source, destination, ...met } of meetings(tables, [side], { from, to })) {
    const known = found.get(key) ?? { met, at: new Rectangles() }
    known.at.add(source, destination)
    found.set(key, known)
  }
  if (found.size === 0) return vacuous('no-vnic')
  const regions = [...found.values()].flatMap(({ met, at }) => {
    const parts = failures(assertion, met, asked, atoms, rules, side)
    if (parts.length === 0) return []
    return at.merged().flatMap(({ sources: here, destinations: there }) =>
      parts.map(({ verdict, conditions, pieces }) => ({
        verdict,
        conditions,
        sources: addressTexts(tables, here),
        destinations: addressTexts(tables, there),
        services: describeAtoms(atoms, pieces),
        counterexample: witnessPacket(tables, atoms, here[0] ?? 0, there[0] ?? 0, bitsOf(pieces)[0] ?? 0),
      })),
    )
  })
  return { assertion: assertion.id, result: regions.length === 0 ? 'holds' : 'fails', vacuous: null, regions }
}

const holds = ({ any, negated, addresses }: EndpointTerm, address: Parameters<typeof contains>[1]): boolean =>
  any || addresses.some((set) => contains(set, address)) !== negated

interface Failure {
  readonly verdict: RegionVerdict
  readonly conditions: readonly ConditionState[]
  readonly pieces: Bitset
}

/** The asked pieces that pass where they must not, or do not where they must, grouped by what decides. */
function failures(
  { kind }: Assertion,
  met: Meeting,
  asked: Bitset,
  atoms: ServiceAtoms,
  rules: readonly FirstMatchRule[],
  side: Side,
): readonly Failure[] {
  return conditionStates(met, rules).flatMap((conditions) => {
    const verdictOf = sideVerdicts(met, rules, side, atoms, conditions)
    const byVerdict = new Map<string, Failure>()
    for (let piece = 0; piece < atoms.size; piece += 1) {
      if (!hasBit(asked, piece)) continue
      const verdict = verdictOf(piece)
      if ((verdict.action === 'allow') === (kind === 'must-allow')) continue
      const key = `${verdict.action} ${verdict.decidedAt} ${verdict.rule}`
      const failure = byVerdict.get(key) ?? { verdict, conditions, pieces: emptyBitset(atoms.size) }
      addBit(failure.pieces, piece)
      byVerdict.set(key, failure)
    }
    return [...byVerdict.values()]
  })
}
