import { NODE_SIZE } from '../model/sizes.ts'
import { layOutByElk } from './elk-worker.ts'
import { lattice } from './lattice.ts'
import { MANY, type Position, positionKey } from './positions.ts'
import { rows } from './rows.ts'
import type { Unplaced } from './unplaced.ts'

/** Positions for all nodes of a cluster. What takes longer than a few milliseconds is worked out off the main thread. */
export const layOut = async (cluster: Unplaced): Promise<ReadonlyMap<string, Position>> => {
  if (cluster.edges.length > 0 && cluster.nodes.length <= MANY) return layOutByElk(cluster)
  // Sorted by id: the layout must not depend on the order of the answer.
  const items = [...cluster.nodes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((node) => ({ id: node.id, ...NODE_SIZE[node.node.kind] }))
  const places = cluster.edges.length === 0 ? rows(items) : lattice(items, cluster.edges)
  return new Map([...places].map(([id, at]) => [positionKey(cluster.parent, id), at]))
}
