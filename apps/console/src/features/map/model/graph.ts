import { FLOW_STATES, type FlowState, type MapEdge, type MapNode } from '@flowgate/shared'
import { formatPort } from '../../../lib/format.ts'

export interface GraphNode {
  readonly id: string
  /** `cluster` = shown from the inside; `folded` = the same, from too far off to show what lies in it. */
  readonly shape: MapNode['kind'] | 'cluster' | 'folded'
  /** The cluster that it lies in. */
  readonly parent: string | null
  readonly node: MapNode
}
export interface GraphEdge {
  readonly id: string
  readonly source: string
  readonly target: string
  /** Of what is shown of it. */
  readonly state: FlowState
  readonly label: string
  /** Line width in pixels. */
  readonly width: number
  readonly edge: MapEdge
}
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}
export interface GraphView {
  /** Marks that the legend has switched off. */
  readonly hidden: ReadonlySet<FlowState>
  readonly weight: 'sessions' | 'bytes'
}

const MIN_WIDTH = 1.2
const MAX_WIDTH = 6

/** By the logarithm: from the thinnest for 1 to the widest for the heaviest edge of the map. */
export const edgeWidth = (value: number, heaviest: number): number => {
  if (heaviest <= 1 || value <= 1) return MIN_WIDTH
  const share = Math.min(1, Math.log(value) / Math.log(heaviest))
  return Math.round((MIN_WIDTH + (MAX_WIDTH - MIN_WIDTH) * share) * 10) / 10
}

/** The ends of an edge or of a bundle of edges; null for a text that is no edge's id. */
export const edgeOfId = (
  id: string,
): { readonly id: string; readonly source: string; readonly target: string } | null => {
  const [source, target, ...rest] = id.split('>')
  return source && target && rest.length === 0 ? { id, source, target } : null
}

/** The edge's own state if that is shown, else the one with most sessions among those shown; null = nothing is left. */
export const shownState = (edge: MapEdge, hidden: ReadonlySet<FlowState>): FlowState | null => {
  if (!hidden.has(edge.state)) return edge.state
  const left = FLOW_STATES.filter((state) => !hidden.has(state) && (edge.states[state] ?? 0) > 0)
  return left.sort((a, b) => (edge.states[b] ?? 0) - (edge.states[a] ?? 0))[0] ?? null
}

export const edgeLabel = (edge: MapEdge): string => {
  const first = edge.top[0]
  if (!first) return ''
  const more = edge.services - 1
  return `${formatPort(first.protocol, first.port)}${more > 0 ? ` +${more}` : ''}`
}

/** The map as the view wants it: a forest of nodes with edges between those that are not opened. Order as answered. */
export const toGraph = (
  response: { readonly nodes: readonly MapNode[]; readonly edges: readonly MapEdge[] },
  view: GraphView,
): Graph => {
  const known = new Set(response.nodes.map((node) => node.id))
  const nodes = response.nodes.map(
    (node): GraphNode => ({
      id: node.id,
      shape: node.expanded ? 'cluster' : node.kind,
      parent: node.parent !== null && known.has(node.parent) ? node.parent : null,
      node,
    }),
  )
  const heaviest = response.edges.reduce((most, edge) => Math.max(most, edge[view.weight]), 0)
  const edges = response.edges.flatMap((edge): GraphEdge[] => {
    const state = shownState(edge, view.hidden)
    if (state === null || !known.has(edge.source) || !known.has(edge.target)) return []
    const { id, source, target } = edge
    return [
      {
        id,
        source,
        target,
        state,
        label: edgeLabel(edge),
        width: edgeWidth(edge[view.weight], heaviest),
        edge,
      },
    ]
  })
  return { nodes, edges }
}
