import type { MatchWorld } from '../../compile/match-rule.ts'
import type { PacketKey } from '../../model/packet-key.ts'
import type { Decision } from './decision.ts'
import { createFilterBackEnd } from './filter-back-end.ts'
import { createGroupClassifier } from './group-classifier.ts'

/** Decides packets of one world. */
export interface FastClassifier {
  /** The same as `evaluatePoint`, without trail. `now` in milliseconds since the epoch. */
  readonly decide: (key: PacketKey, point: 'source' | 'destination', now: number) => Decision
  /** The number of the point that bears the packet's source (or destination) address, -1 for none. */
  readonly pointOf: (key: PacketKey, point: 'source' | 'destination') => number
}

/**
 * Picks the back end by what the rules are made of: groups, or thousands of address blocks as in an imported access list.
 */
export function createFastClassifier(world: MatchWorld): FastClassifier {
  return createFilterBackEnd(world, () => createGroupClassifier(world)) ?? createGroupClassifier(world)
}
