import type { EndpointTerm, MatchRule, MatchWorld } from '../compile/match-rule.ts'
import { endpointTerm, serviceEntries } from '../compile/rules.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import { compileTables, type FastTables } from '../match/fast/compile.ts'
import { contains } from '../model/address-set.ts'
import type { Assertion, ServiceEntry } from '../model/document.ts'
import type { Packet } from '../model/packet.ts'
import { type Bitset, bitsOf, isEmptyBitset } from '../resolve/bitset.ts'
import { type Connection, describeAtoms } from './connections.ts'
import { createFates } from './fates.ts'
import { type FirstMatchRule, firstMatchRules } from './first-match.ts'
import { identityParts } from './identity-parts.ts'
import { type Enforcement, type Meeting, meetings } from './meetings.ts'
import { addressTexts, Rectangles } from './rectangles.ts'
import { type ConditionState, conditionStates, type RegionVerdict } from './region-verdict.ts'
import { commonRules } from './row-sets.ts'
import { type ServiceAtoms, serviceAtoms } from './service-atoms.ts'
import { createSetIds } from './set-ids.ts'
import { witnessPacket } from './witness.ts'
import { createWork, MOST_STEPS, type Work } from './work.ts'

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
 * @param work counts the steps
 * @throws RangeError where too many conditions meet at one pair of ends, or there is more to do than `work` lets
 */
export function checkAssertions(
  snapshot: Snapshot,
  work = createWork(MOST_STEPS),
): readonly AssertionResult[] {
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
  const world: AssertedWorld = {
    snapshot,
    tables,
    atoms,
    rules: firstMatchRules(parts, atoms),
    scratch: new Int32Array(parts.length + terms.length),
    work,
  }
  return terms.map((each) => checkAssertion(each, world))
}

interface AssertedWorld {
  readonly snapshot: Snapshot
  readonly tables: FastTables
  readonly atoms: ServiceAtoms
  readonly rules: readonly FirstMatchRule[]
  readonly scratch: Int32Array
  readonly work: Work
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
  world: AssertedWorld,
): AssertionResult {
  const { tables, atoms, snapshot, work } = world
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
  // Sets of many services take longer.
  const perPair = PER_PAIR + (asked.length >>> 2)
  const failuresAt = createFailures(assertion, asked, world)
  const known = new Map<string, readonly FailingPart[]>()
  const sourceClasses: (readonly number[])[] = []
  const destinationClasses: (readonly number[])[] = []
  for (const met of meetings(tables, snapshot.points, { from, to })) {
    const parts = known.get(met.key) ?? failuresAt(met)
    known.set(met.key, parts)
    work.spend(1 + perPair * parts.length)
    for (const { at } of parts) at.add(met.source.number, met.destination.number)
    sourceClasses[met.source.number] = met.source.classes
    destinationClasses[met.destination.number] = met.destination.classes
  }
  if (known.size === 0) return vacuous('no-vnic')
  const regions = [...new Set([...known.values()].flat())].flatMap(({ verdict, conditions, pieces, at }) =>
    at.merged().map(({ sources: some, destinations: others }) => {
      const here = some.flatMap((end) => sourceClasses[end] ?? [])
      const there = others.flatMap((end) => destinationClasses[end] ?? [])
      return {
        verdict,
        conditions,
        sources: addressTexts(tables, here),
        destinations: addressTexts(tables, there),
        services: describeAtoms(atoms, pieces),
        counterexample: witnessPacket(tables, atoms, here[0] ?? 0, there[0] ?? 0, bitsOf(pieces)[0] ?? 0),
      }
    }),
  )
  return { assertion: assertion.id, result: regions.length === 0 ? 'holds' : 'fails', vacuous: null, regions }
}

const holds = ({ any, negated, addresses }: EndpointTerm, address: Parameters<typeof contains>[1]): boolean =>
  any || addresses.some((set) => contains(set, address)) !== negated

/** Steps for a pair of ends at which an assertion fails, and for a new reason: what is kept takes some bytes, or hundreds. */
const PER_PAIR = 4
const PER_PART = 1_024

/** Services that fail for the same reason, and between whom. */
interface FailingPart {
  readonly verdict: RegionVerdict
  readonly conditions: readonly ConditionState[]
  readonly pieces: Bitset
  readonly at: Rectangles
}

/** The asked pieces that pass where they must not, or do not where they must, by what decides; equal parts are one object. */
function createFailures(
  { kind }: Assertion,
  asked: Bitset,
  { snapshot, tables, atoms, rules, scratch, work }: AssertedWorld,
): (met: Meeting) => readonly FailingPart[] {
  const { settings, points } = snapshot
  const idOf = createSetIds()
  const fates = createFates(rules, settings, work)
  const known = new Map<RegionVerdict, Map<number | string, FailingPart>>()
  const candidates = ({ near, far }: Enforcement): Int32Array => {
    const list = scratch.slice(0, commonRules(scratch, tables, near, far))
    work.spend(list.length)
    return list
  }
  const selected = (each: Enforcement | null): Bitset | null => {
    const point = each === null ? undefined : points[each.point]
    return point?.workload.mode === 'selective' ? atoms.select(point.selected) : null
  }
  return ({ out, into }) => {
    // Rules without applied-to and direction are the same at both ends.
    const alike = out !== null && into !== null && out.near === into.far && out.far === into.near
    const atSource = out === null ? null : candidates(out)
    const ends = {
      out: atSource,
      into: alike ? atSource : into === null ? null : candidates(into),
      selectedOut: selected(out),
      selectedInto: selected(into),
    }
    return fates(ends, asked, new Map()).flatMap(({ verdict, assumed, pieces }) => {
      if ((verdict.action === 'allow') === (kind === 'must-allow')) return []
      const conditions = conditionStates(assumed)
      const key = conditions.length === 0 ? idOf(pieces) : `${idOf(pieces)} ${JSON.stringify(conditions)}`
      const byKey = known.get(verdict) ?? new Map<number | string, FailingPart>()
      const found = byKey.get(key)
      if (found !== undefined) return [found]
      work.spend(PER_PART)
      const part = { verdict, conditions, pieces, at: new Rectangles() }
      known.set(verdict, byKey.set(key, part))
      return [part]
    })
  }
}
