import type { MatchWorld } from '../../compile/match-rule.ts'
import { createFilterBackEnd } from './filter-back-end.ts'
import { createGroupClassifier, type GroupClassifier, updateGroupClassifier } from './group-classifier.ts'
import type { PacketDecider } from './packet-decider.ts'

/** A decider, and what the next one may be made from. */
export interface FastClassifier extends PacketDecider {
  readonly groups: GroupClassifier | null
}

/**
 * Picks the back end by what the rules are made of: groups, or thousands of address blocks as in an imported access list.
 *
 * @param before a classifier of a world that may differ little: what both have in common is not computed anew
 */
export function createFastClassifier(world: MatchWorld, before?: FastClassifier): FastClassifier {
  // What was best by groups still is after a small change; to ask takes longer than the change.
  const updated = before?.groups ? updateGroupClassifier(before.groups, world) : null
  if (updated !== null) return { ...updated, groups: updated }
  const filters = createFilterBackEnd(world, () => createGroupClassifier(world))
  if (filters !== null) return { ...filters, groups: null }
  const groups = createGroupClassifier(world)
  return { ...groups, groups }
}
