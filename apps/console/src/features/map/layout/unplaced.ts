import type { Graph, GraphNode } from '../model/graph.ts'
import { overlaps, type Rect } from '../model/rect.ts'
import { GAP, NODE_SIZE } from '../model/sizes.ts'
import { childrenByParent } from './place.ts'
import { type Position, type Positions, positionKey } from './positions.ts'

export interface ClusterEdge {
  readonly source: string
  readonly target: string
  /** Sessions: which of two directions is the way of the traffic. Absent: as any other. */
  readonly weight?: number
}
/** One cluster whose nodes need positions. */
export interface Unplaced {
  readonly parent: string | null
  readonly nodes: readonly GraphNode[]
  /** Between its nodes, those below them counted in; each pair once. */
  readonly edges: readonly ClusterEdge[]
  /** Those of `nodes` that have a position already. */
  readonly placed: number
}

const ancestorsOf = (graph: Graph): ((id: string) => readonly string[]) => {
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]))
  return (id) => {
    const path = [id]
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) path.push(at)
    return path
  }
}

/** Edges lifted to each cluster: between the two nodes of one cluster that hold their ends. */
const edgesByCluster = (graph: Graph): ReadonlyMap<string | null, readonly ClusterEdge[]> => {
  const ancestors = ancestorsOf(graph)
  const result = new Map<string | null, Map<string, ClusterEdge>>()
  for (const edge of graph.edges) {
    const sources = ancestors(edge.source)
    const targets = ancestors(edge.target)
    const meeting = sources.findIndex((id) => targets.includes(id))
    const cluster = meeting === -1 ? null : (sources[meeting] ?? null)
    const source = meeting === -1 ? sources.at(-1) : sources[meeting - 1]
    const target = cluster === null ? targets.at(-1) : targets[targets.indexOf(cluster) - 1]
    if (source === undefined || target === undefined || source === target) continue
    const edges = result.get(cluster) ?? new Map<string, ClusterEdge>()
    const key = `${source}>${target}`
    edges.set(key, { source, target, weight: (edges.get(key)?.weight ?? 0) + edge.edge.sessions })
    result.set(cluster, edges)
  }
  return new Map([...result].map(([cluster, edges]) => [cluster, [...edges.values()]]))
}

/** Clusters with nodes that have no position yet. */
export const findUnplaced = (graph: Graph, positions: Positions): readonly Unplaced[] => {
  let edges: ReturnType<typeof edgesByCluster> | undefined
  return [...childrenByParent(graph)].flatMap(([parent, nodes]): Unplaced[] => {
    const placed = nodes.filter((node) => positions.has(positionKey(parent, node.id))).length
    if (placed === nodes.length) return []
    edges ??= edgesByCluster(graph)
    return [{ parent, nodes, edges: edges.get(parent) ?? [], placed }]
  })
}

/**
 * Positions for nodes that joined a cluster which is laid out: each in the first free place below a neighbour that it talks
 * with, else below everything, so that nothing known moves.
 */
export const joinPlaced = (cluster: Unplaced, positions: Positions): ReadonlyMap<string, Position> => {
  const rects = new Map<string, Rect>()
  for (const node of cluster.nodes) {
    const at = positions.get(positionKey(cluster.parent, node.id))
    if (at) rects.set(node.id, { ...at, ...NODE_SIZE[node.node.kind] })
  }
  const result = new Map<string, Position>()
  for (const node of cluster.nodes) {
    if (rects.has(node.id)) continue
    const neighbour = cluster.edges
      .filter((edge) => edge.source === node.id || edge.target === node.id)
      .map((edge) => rects.get(edge.source === node.id ? edge.target : edge.source))
      .find((rect) => rect !== undefined)
    const all = [...rects.values()]
    const left = neighbour?.x ?? Math.min(0, ...all.map((rect) => rect.x))
    let rect: Rect = { x: left, y: neighbour?.y ?? 0, ...NODE_SIZE[node.node.kind] }
    for (;;) {
      const here = rect
      const obstacle = all.find((other) => overlaps(here, other, GAP))
      if (!obstacle) break
      rect = { ...rect, y: obstacle.y + obstacle.height + GAP }
    }
    rects.set(node.id, rect)
    result.set(positionKey(cluster.parent, node.id), { x: rect.x, y: rect.y })
  }
  return result
}
