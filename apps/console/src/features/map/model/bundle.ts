import type { Graph, GraphEdge } from './graph.ts'
import { liftEdges } from './lift.ts'

interface BundleOptions {
  /** With at most so many edges nothing is bundled. */
  readonly limit: number
  /** A node whose own edges stay apart. */
  readonly focus: string
  readonly weight: 'sessions' | 'bytes'
}

/**
 * Draws many edges as few: those between members of two opened nodes become one between the two, and if that is not enough,
 * those within one become a loop at it.
 */
export const bundle = (graph: Graph, { limit, focus, weight }: BundleOptions): Graph => {
  if (graph.edges.length <= limit) return graph
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]))
  const chain = (id: string): readonly string[] => {
    const path: string[] = []
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) path.push(at)
    return path
  }
  /** The opened node that holds `id`, below what both ends share; the node itself right below that. */
  const holder = (id: string, other: readonly string[]): string => {
    const parent = parents.get(id) ?? null
    return parent === null || other.includes(parent) ? id : parent
  }
  const isFocus = (edge: GraphEdge) => edge.source === focus || edge.target === focus
  const within = (edge: GraphEdge) =>
    edge.source !== edge.target && parents.get(edge.source) === parents.get(edge.target)
      ? (parents.get(edge.source) ?? null)
      : null
  const many = graph.edges.filter((edge) => within(edge) !== null).length > limit

  return {
    nodes: graph.nodes,
    edges: liftEdges(graph, weight, (edge) => {
      // The Manager has bundled it already.
      if (isFocus(edge) || edge.edge.edges > 1) return edge
      const shared = many ? within(edge) : null
      if (shared !== null) return { source: shared, target: shared }
      return {
        source: holder(edge.source, chain(edge.target)),
        target: holder(edge.target, chain(edge.source)),
      }
    }),
  }
}
