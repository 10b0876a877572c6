import type { MatchWorld } from '../../compile/match-rule.ts'
import { createFilterBackEnd } from './filter-back-end.ts'
import { createGroupClassifier } from './group-classifier.ts'
import type { PacketDecider } from './packet-decider.ts'

/**
 * Picks the back end by what the rules are made of: groups, or thousands of address blocks as in an imported access list.
 */
export function createFastClassifier(world: MatchWorld): PacketDecider {
  return createFilterBackEnd(world, () => createGroupClassifier(world)) ?? createGroupClassifier(world)
}
