import { FLOW_STATES, type FlowState } from '@flowgate/shared'
import type { Graph, GraphEdge } from './graph.ts'

interface BusiestOptions {
  readonly limit: number
  /** A node all of whose edges are drawn. */
  readonly focus: string
  readonly weight: 'sessions' | 'bytes'
}

/**
 * What is drawn of very many edges: of each state the heaviest, for a denied edge with one session says more than the
 * thousandth allowed one; then the heaviest of all. Traffic within a node is left to its details: it would take the room of what
 * a map is for.
 */
export const busiest = (graph: Graph, { limit, focus, weight }: BusiestOptions): Graph => {
  if (graph.edges.length <= limit) return graph
  const between = graph.edges.filter((edge) => edge.source !== edge.target || edge.source === focus)
  const ranked = between.sort((a, b) => b.edge[weight] - a.edge[weight] || (a.id < b.id ? -1 : 1))
  const kept = new Set<GraphEdge>()
  const left = new Map<FlowState, number>(
    FLOW_STATES.map((state) => [state, Math.floor(limit / FLOW_STATES.length)]),
  )
  for (const edge of ranked) {
    const room = left.get(edge.state) ?? 0
    if (room === 0) continue
    left.set(edge.state, room - 1)
    kept.add(edge)
  }
  for (const edge of ranked) {
    if (kept.size >= limit) break
    kept.add(edge)
  }
  for (const edge of ranked) if (edge.source === focus || edge.target === focus) kept.add(edge)
  return { nodes: graph.nodes, edges: graph.edges.filter((edge) => kept.has(edge)) }
}
