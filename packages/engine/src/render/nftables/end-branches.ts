import type { EnforcementPoint, MatchWorld } from '../../compile/match-rule.ts'
import { addressClasses } from '../../match/fast/address-classes.ts'
import { describeDecision, ruleNumber } from '../../match/fast/decision.ts'
import { createFastClassifier } from '../../match/fast/fast-classifier.ts'
import { type Address, FAMILY_RANGE, familyOf } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { formatRange } from '../../model/address-spec.ts'
import { createPacketKey, word } from '../../model/packet-key.ts'
import { createDiagram, type Node } from './diagram.ts'
import { type Candidate, relevantRules, towardsPeer, untilCertain, type Way } from './relevant.ts'
import { createPeerSets, ruleList } from './rule-list.ts'
import { type ServiceWitness, serviceBranches } from './service-branches.ts'

/** Rules so few that a diagram is always small. */
const SMALL = 8

/** A local address at which packets are evaluated, with what its packets decide. */
export interface End {
  readonly address: Address
  readonly out: Node
  readonly in: Node
}

/**
 * The diagrams of all local addresses of protected vNICs.
 *
 * The leaves come from the classifier, asked with one witness packet for each region that the rules tell apart, so the
 * kernel cannot be told anything else than the engine says. Regions are found for each local address from the rules that
 * may match there only; addresses to which the same rules apply share everything.
 *
 * @param now milliseconds since the epoch, for schedules
 * @param classesPerRule more classes of peers than this for each rule, and an end becomes a list of rules
 */
export function endBranches(world: MatchWorld, now: number, classesPerRule: number): readonly End[] {
  const diagram = createDiagram()
  const classifier = createFastClassifier(world)
  const key = createPacketKey()
  const peers = new Map<string, Node>()
  const services = new Map<string, Node>()
  const peerSet = createPeerSets()

  return world.points.flatMap((point) => {
    if (point.workload.excluded || point.workload.mode === 'idle') return []
    return point.vnic.addresses
      .filter((address) => world.pointAt(address) === point)
      .map((address) => ({ address, out: atEnd(point, address, 'out'), in: atEnd(point, address, 'in') }))
  })

  function atEnd(point: EnforcementPoint, address: Address, way: Way): Node {
    const candidates = relevantRules(world.rules, address, point, way, now)
    const shared = `${way} ${familyOf(address)} ${modeText(point)}`
    return once(peers, `${shared} ${listText(candidates)}`, () =>
      peerBranches(point, address, way, shared, candidates),
    )
  }

  function peerBranches(
    point: EnforcementPoint,
    address: Address,
    way: Way,
    shared: string,
    candidates: readonly Candidate[],
  ): Node {
    const family = familyOf(address)
    const sets = [...new Set(candidates.flatMap(({ far }) => far.addresses))]
    const bit = new Map<AddressSet, number>(sets.map((set, i) => [set, i]))
    const { classes, intervals } = addressClasses(sets, [])
    const ofFamily = classes.filter((each) => each.family === family).length
    // What hangs on unknown conditions is not decided by the first rule that matches: only the classifier can tell.
    if (
      ofFamily > classesPerRule * (candidates.length + SMALL) &&
      candidates.every(({ certain, far }) => certain && far.identities.length === 0)
    )
      return ruleList(diagram, world, candidates, point, family, (term) => peerSet(term, family))
    const nodes = new Map<number, Node>()
    const ofClass = (number: number, peer: Address): Node => {
      const row = classes[number]?.sets
      const holds = (set: AddressSet): boolean => {
        const i = bit.get(set) ?? 0
        return (((row?.[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1
      }
      const left = untilCertain(towardsPeer(candidates, way, holds))
      return once(services, `${shared} ${listText(left)}`, () =>
        serviceBranches(diagram, left, point, (witness) => decide(address, peer, way, witness)),
      )
    }
    const pieces = intervals[family].map(({ first, class: number }, i, all) => {
      const to = nodes.get(number) ?? ofClass(number, first)
      nodes.set(number, to)
      const next = all[i + 1]?.first
      const last = next === undefined ? FAMILY_RANGE[family].last : ((next - 1n) as Address)
      return { first, last, to }
    })
    return diagram.branch('peer', family, pieces, (first, last) => formatRange({ first, last }))
  }

  function decide(local: Address, peer: Address, way: Way, witness: ServiceWitness): Node {
    const [source, destination] = way === 'out' ? [local, peer] : [peer, local]
    key.family = familyOf(local)
    key.source0 = word(source, 96n)
    key.source1 = word(source, 64n)
    key.source2 = word(source, 32n)
    key.source3 = word(source, 0n)
    key.destination0 = word(destination, 96n)
    key.destination1 = word(destination, 64n)
    key.destination2 = word(destination, 32n)
    key.destination3 = word(destination, 0n)
    key.protocol = witness.protocol
    key.sourcePort = witness.sourcePort
    key.destinationPort = witness.key
    key.opens = witness.opens
    const decision = classifier.decide(key, way === 'out' ? 'source' : 'destination', now)
    return diagram.leaf({ ...describeDecision(world, decision), rule: ruleNumber(decision) })
  }
}

/** Lists with the same text decide the same. */
const listText = (candidates: readonly Candidate[]): string =>
  candidates.map(({ number, certain }) => (certain ? `${number}` : `${number}?`)).join()

const modeText = ({ workload }: EnforcementPoint): string =>
  workload.mode === 'selective' ? JSON.stringify(workload.selectiveServices) : workload.mode

function once(made: Map<string, Node>, key: string, make: () => Node): Node {
  const known = made.get(key)
  if (known !== undefined) return known
  const node = make()
  made.set(key, node)
  return node
}
