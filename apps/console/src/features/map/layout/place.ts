import type { Graph, GraphNode } from '../model/graph.ts'
import { boundsOf, type Point, type Rect, type Size } from '../model/rect.ts'
import { CLUSTER, GAP, NODE_SIZE } from '../model/sizes.ts'
import { MANY, type Positions, positionKey } from './positions.ts'
import { settle } from './settle.ts'
import { stretch } from './stretch.ts'

/** Each node's children; those of the top under null. */
export const childrenByParent = (graph: Graph): ReadonlyMap<string | null, readonly GraphNode[]> => {
  const children = new Map<string | null, GraphNode[]>()
  for (const node of graph.nodes) {
    const list = children.get(node.parent)
    if (list) list.push(node)
    else children.set(node.parent, [node])
  }
  return children
}

export interface Placement {
  /** Absolute, by node id. */
  readonly rects: ReadonlyMap<string, Rect>
  /** Where each cluster's own coordinates begin, by its id; null = the top. */
  readonly origins: ReadonlyMap<string | null, Point>
}

/**
 * Absolute rectangles of all nodes, from the positions that each has in its cluster. A node without a position counts as
 * lying at the origin of its cluster; `findUnplaced` tells which those are.
 */
export const place = (graph: Graph, positions: Positions): Placement => {
  const children = childrenByParent(graph)
  const inside = new Map<string | null, ReadonlyMap<string, Rect>>()

  const sizeOf = (node: GraphNode): Size => {
    if (node.shape !== 'cluster') return NODE_SIZE[node.node.kind]
    const { width, height } = boundsOf(arrange(node.id).values())
    const least = NODE_SIZE[node.node.kind]
    return {
      width: Math.max(least.width, width + 2 * CLUSTER.side),
      height: Math.max(least.height, height + CLUSTER.top + CLUSTER.bottom),
    }
  }
  const arrange = (parent: string | null): ReadonlyMap<string, Rect> => {
    const members = (children.get(parent) ?? []).map((node) => {
      const at = positions.get(positionKey(parent, node.id)) ?? { x: 0, y: 0 }
      const least = NODE_SIZE[node.node.kind]
      return { id: node.id, at, pinned: at.pinned ?? false, least, ...sizeOf(node) }
    })
    const stretched = members.length > MANY ? stretch(members) : null
    const settled = settle(
      stretched ? members.map((item) => ({ ...item, at: stretched.get(item.id) ?? item.at })) : members,
      GAP,
    )
    inside.set(parent, settled)
    return settled
  }

  const absolute = new Map<string, Rect>()
  const origins = new Map<string | null, Point>()
  const lay = (parent: string | null, origin: Point) => {
    origins.set(parent, origin)
    for (const [id, rect] of inside.get(parent) ?? []) {
      const here = { ...rect, x: rect.x + origin.x, y: rect.y + origin.y }
      absolute.set(id, here)
      const content = inside.get(id)
      if (!content) continue
      const { x, y } = boundsOf(content.values())
      lay(id, { x: here.x + CLUSTER.side - x, y: here.y + CLUSTER.top - y })
    }
  }
  arrange(null)
  lay(null, { x: 0, y: 0 })
  return { rects: absolute, origins }
}
