import type { MatchWorld } from '../../compile/match-rule.ts'
import { type Address, type AddressFamily, familyOf } from '../../model/address.ts'
import { type Budget, createBudget, unlimited } from './budget.ts'
import { createDiagram, type Diagram, type Node } from './diagram.ts'
import { candidatesOf, incidences, type NearIndex, nearIndex, unsurePlaces } from './near-index.ts'
import type { Work } from './partition.ts'
import { createPeerBranches } from './peer-branches.ts'
import type { LocalEnd } from './places.ts'
import type { Candidate, Way } from './relevant.ts'
import { createPeerSets } from './rule-list.ts'
import { sharedLists } from './shared-lists.ts'

/** Verdict maps of small spans are worth this much, whatever their rules and ends. */
const ALWAYS_LOOKUPS = 1024

/** A local address at which packets are evaluated, with what its packets decide. */
export interface End {
  readonly address: Address
  readonly out: Node
  readonly in: Node
}

export interface BranchLimits {
  /** More classes of peers than this for each rule, and an end becomes a list of rules. */
  readonly classesPerRule: number
  /** More decisions than this for each rule and end of the span, and all ends become lists. */
  readonly lookupsPerRule: number
  /** Lines of lists for each rule and end: what is less than every end for itself is shared. */
  readonly linesPerRule: number
  readonly work: Work
}

/** The ends of one family in one direction. */
interface Side {
  readonly way: Way
  readonly family: AddressFamily
  readonly index: NearIndex
  /** Where first match does not decide: only the classifier can tell. */
  readonly unsure: ReadonlySet<LocalEnd>
}

type Nodes = Readonly<Record<Way, Map<LocalEnd, Node>>>

/**
 * What all local addresses of protected vNICs decide: by verdict maps while those are few, else by lists of rules that ends
 * share, so that the ruleset stays in proportion to rules plus ends.
 *
 * @param now milliseconds since the epoch, for schedules
 */
export function endBranches(world: MatchWorld, now: number, limits: BranchLimits): readonly End[] {
  const { classesPerRule, lookupsPerRule, work } = limits
  const peerSet = createPeerSets()
  const ends = world.points.flatMap((point): LocalEnd[] =>
    point.workload.excluded || point.workload.mode === 'idle'
      ? []
      : point.vnic.addresses
          .filter((address) => world.pointAt(address) === point)
          .map((address) => ({ address, point })),
  )
  const sides = ([4, 6] as const).flatMap((family) => {
    const ofFamily = ends.filter(({ address }) => familyOf(address) === family)
    return ofFamily.length === 0 ? [] : (['out', 'in'] as const).map((way) => sideOf(way, family, ofFamily))
  })

  const budget = createBudget(lookupsPerRule * (world.rules.length + ends.length) + ALWAYS_LOOKUPS, work)
  const affordable =
    classesPerRule > 0 && sides.every(({ index }) => budget.spend({ comparisons: incidences(index) }))
  const tried = createDiagram()
  const all = affordable ? branchesOf(tried, true, budget) : null
  const diagram = all === null ? createDiagram() : tried
  const nodes = all ?? branchesOf(diagram, false, unlimited(work))
  if (nodes === null) throw new Error('without a budget there are always verdict maps')

  for (const { way, family, index } of sides) {
    const left = index.ends.filter((end) => !nodes[way].has(end))
    const setOf = (term: Parameters<typeof peerSet>[0]) => peerSet(term, family)
    const lists = sharedLists(diagram, world, left, family, way, now, setOf, limits)
    for (const [end, node] of lists) nodes[way].set(end, node)
  }
  return ends.map((end) => ({
    address: end.address,
    out: known(nodes.out.get(end)),
    in: known(nodes.in.get(end)),
  }))

  function sideOf(way: Way, family: AddressFamily, ofFamily: readonly LocalEnd[]): Side {
    const index = nearIndex(world.rules, ofFamily, family, way, now, (term) => peerSet(term, family))
    const unsure = new Set([...unsurePlaces(index, way)].flatMap((place) => index.ends[place] ?? []))
    return { way, family, index, unsure }
  }

  /**
   * The ends that verdict maps suit.
   *
   * @param plainToo false = only those that cannot be lists
   * @returns null where the budget does not last
   */
  function branchesOf(into: Diagram, plainToo: boolean, paid: Budget): Nodes | null {
    const made: Nodes = { out: new Map(), in: new Map() }
    const lists: Record<Way, Map<LocalEnd, readonly Candidate[]>> = { out: new Map(), in: new Map() }
    const unsure: Record<Way, Set<LocalEnd>> = { out: new Set(), in: new Set() }
    for (const side of sides) {
      for (const end of side.unsure) unsure[side.way].add(end)
      if (!plainToo && side.unsure.size === 0) continue
      const { ends: placed } = side.index
      const wanted = (place: number): boolean => {
        const end = placed[place]
        return plainToo || (end !== undefined && side.unsure.has(end))
      }
      for (const [place, list] of candidatesOf(side.index, wanted).entries()) {
        const end = placed[place]
        if (list !== null && end !== undefined) lists[side.way].set(end, list)
      }
    }
    if (lists.out.size + lists.in.size === 0) return made
    const branches = createPeerBranches(world, now, into, classesPerRule, paid)
    for (const end of ends) {
      for (const way of ['out', 'in'] as const) {
        const candidates = lists[way].get(end)
        if (candidates === undefined) continue
        const node = branches(end, way, candidates, !unsure[way].has(end))
        if (node === 'spent') return null
        if (node !== 'list') made[way].set(end, node)
      }
    }
    return made
  }
}

function known(node: Node | undefined): Node {
  if (node === undefined) throw new Error('every end has verdict maps or a list')
  return node
}
