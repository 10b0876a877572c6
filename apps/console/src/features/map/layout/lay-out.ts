import { NODE_SIZE } from '../model/sizes.ts'
import { arrange } from './arrange.ts'
import type { Drawing } from './drawing.ts'
import { layOutElsewhere } from './layout-thread.ts'
import { type Position, positionKey } from './positions.ts'
import type { Unplaced } from './unplaced.ts'

/** Up to so many nodes, or any number that only need rows, take less than asking another thread would. */
const FEW = 16

/** Sorted by id: the layout must not depend on the order of the answer. */
const drawingOf = ({ nodes, edges }: Unplaced): Drawing => ({
  items: [...nodes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((node) => ({ id: node.id, ...NODE_SIZE[node.node.kind] })),
  edges: [...edges].sort((a, b) =>
    a.source < b.source || (a.source === b.source && a.target < b.target) ? -1 : 1,
  ),
})

const keyed = ({ parent }: Unplaced, places: ReadonlyMap<string, Position>): ReadonlyMap<string, Position> =>
  new Map([...places].map(([id, at]) => [positionKey(parent, id), at]))

/** Whether its positions are there at once. */
export const isSmall = ({ nodes, edges }: Unplaced): boolean => nodes.length <= FEW || edges.length === 0

/** Positions for all nodes of a small cluster. */
export const layOutSmall = (cluster: Unplaced): ReadonlyMap<string, Position> =>
  keyed(cluster, arrange(drawingOf(cluster)))

/** The same for one of any size, worked out off the main thread. */
export const layOut = async (cluster: Unplaced): Promise<ReadonlyMap<string, Position>> =>
  keyed(cluster, await layOutElsewhere(drawingOf(cluster)))
