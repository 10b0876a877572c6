import type { EnforcementPoint, MatchWorld } from '../../compile/match-rule.ts'
import { addressClasses } from '../../match/fast/address-classes.ts'
import { describeDecision, ruleNumber } from '../../match/fast/decision.ts'
import { createFastClassifier } from '../../match/fast/fast-classifier.ts'
import { type Address, FAMILY_RANGE, familyOf } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { formatRange } from '../../model/address-spec.ts'
import { createPacketKey, setEnds } from '../../model/packet-key.ts'
import type { Budget } from './budget.ts'
import type { Diagram, Node } from './diagram.ts'
import type { LocalEnd } from './places.ts'
import { type Candidate, towardsPeer, untilCertain, type Way } from './relevant.ts'
import { type ServiceWitness, serviceBranches } from './service-branches.ts'

/** Rules so few that a diagram is always small. */
const SMALL = 8

/** The end is better a list of rules; or the budget is spent. */
export type NoBranches = 'list' | 'spent'

/**
 * The diagrams of ends, one at a time.
 *
 * The leaves come from the classifier, asked with one witness packet for each region that the rules tell apart, so the
 * kernel cannot be told anything else than the engine says. Regions are found for each local address from the rules that
 * may match there only; addresses to which the same rules apply share everything.
 *
 * @param classesPerRule more classes of peers than this for each rule, and the end is a list if it may be one
 * @returns `plain`: whether first match decides at the end, so that it may be a list
 */
export function createPeerBranches(
  world: MatchWorld,
  now: number,
  diagram: Diagram,
  classesPerRule: number,
  budget: Budget,
): (end: LocalEnd, way: Way, candidates: readonly Candidate[], plain: boolean) => Node | NoBranches {
  const classifier = createFastClassifier(world)
  const key = createPacketKey()
  const peers = new Map<string, Node | 'list'>()
  const services = new Map<string, Node>()

  return (end, way, candidates, plain) => {
    const shared = `${way} ${familyOf(end.address)} ${modeText(end.point)}`
    const name = `${shared} ${listText(candidates)}`
    const known = peers.get(name)
    if (known !== undefined) return known
    const made = peerBranches(end, way, shared, candidates, plain)
    if (made !== 'spent') peers.set(name, made)
    return made
  }

  function peerBranches(
    { point, address }: LocalEnd,
    way: Way,
    shared: string,
    candidates: readonly Candidate[],
    plain: boolean,
  ): Node | NoBranches {
    const family = familyOf(address)
    const sets = [...new Set(candidates.flatMap(({ far }) => far.addresses))]
    if (!budget.spend({ comparisons: candidates.length * sets.length })) return 'spent'
    const bit = new Map<AddressSet, number>(sets.map((set, i) => [set, i]))
    const { classes, intervals } = addressClasses(sets, [])
    const ofFamily = classes.filter((each) => each.family === family).length
    if (plain && ofFamily > classesPerRule * (candidates.length + SMALL)) return 'list'
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
    const pieces: { first: Address; last: Address; to: Node }[] = []
    for (const [i, { first, class: number }] of intervals[family].entries()) {
      const known = nodes.get(number)
      if (known === undefined && !budget.spend({ comparisons: candidates.length })) return 'spent'
      const to = known ?? ofClass(number, first)
      nodes.set(number, to)
      const next = intervals[family][i + 1]?.first
      const last = next === undefined ? FAMILY_RANGE[family].last : ((next - 1n) as Address)
      pieces.push({ first, last, to })
    }
    return diagram.branch('peer', family, pieces, (first, last) => formatRange({ first, last }))
  }

  function decide(local: Address, peer: Address, way: Way, witness: ServiceWitness): Node {
    budget.spend({ lookups: 1 })
    const [source, destination] = way === 'out' ? [local, peer] : [peer, local]
    key.family = familyOf(local)
    setEnds(key, source, destination)
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
