import type { EndpointTerm, MatchWorld } from '../../compile/match-rule.ts'
import type { AddressFamily } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import type { Diagram, ListLine, Node } from './diagram.ts'
import { type NearRule, nearIndex } from './near-index.ts'
import { partition, type Work } from './partition.ts'
import type { LocalEnd } from './places.ts'
import type { Way } from './relevant.ts'
import { lineCount, ruleList } from './rule-list.ts'

export interface ListLimits {
  /** Lines that all lists of one way, family and manner of enforcing may have, for each rule and end. */
  readonly linesPerRule: number
  readonly work: Work
}

/**
 * Lists of rules for ends of one family, each shared by as many ends as it takes to keep all of them together in proportion
 * to rules plus ends.
 *
 * INVARIANT: nothing unknown matters at the ends.
 */
export function sharedLists(
  diagram: Diagram,
  world: MatchWorld,
  ends: readonly LocalEnd[],
  family: AddressFamily,
  way: Way,
  now: number,
  setOf: (term: EndpointTerm) => AddressSet,
  { linesPerRule, work }: ListLimits,
): ReadonlyMap<LocalEnd, Node> {
  const modeOf = ({ point }: LocalEnd) => point.workload.mode
  const enforced = listsOf(
    ends.filter((end) => modeOf(end) === 'full' || modeOf(end) === 'selective'),
    true,
  )
  const observed = listsOf(
    ends.filter((end) => modeOf(end) === 'visibility' || modeOf(end) === 'selective'),
    false,
  )
  const selective = new Map<string, Node>()
  return new Map(ends.flatMap(nodeOf))

  function nodeOf(end: LocalEnd): readonly (readonly [LocalEnd, Node])[] {
    const [yes, no] = [enforced.get(end), observed.get(end)]
    if (yes === undefined || no === undefined) {
      const only = yes ?? no
      return only === undefined ? [] : [[end, only]]
    }
    const key = `${JSON.stringify(end.point.selected)} ${yes.id} ${no.id}`
    const lines = end.point.selected.map((entry): ListLine => ({ near: [], peers: null, entry, to: yes }))
    const made = selective.get(key) ?? diagram.list(family, lines, no)
    selective.set(key, made)
    return [[end, made]]
  }

  function listsOf(some: readonly LocalEnd[], enforces: boolean): ReadonlyMap<LocalEnd, Node> {
    if (some.length === 0) return new Map()
    const index = nearIndex(world.rules, some, family, way, now, setOf)
    const counts = new Map(index.rules.map((each) => [each, lineCount(each, setOf)]))
    const linesOf = (each: NearRule): number => counts.get(each) ?? 0
    const most = linesPerRule * (index.rules.length + some.length)
    return new Map(
      partition(index, most, linesOf, work).flatMap((part) => {
        const list = ruleList(diagram, world, part, enforces, family, setOf)
        return index.ends.slice(part.from, part.to).map((end) => [end, list] as const)
      }),
    )
  }
}
