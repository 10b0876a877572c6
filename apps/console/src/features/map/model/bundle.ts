import { FLOW_STATES, type FlowState, type MapEdge } from '@flowgate/shared'
import { edgeLabel, edgeWidth, type Graph, type GraphEdge } from './graph.ts'

interface BundleOptions {
  /** With at most so many edges nothing is bundled. */
  readonly limit: number
  /** A node whose own edges stay apart. */
  readonly focus: string
  readonly weight: 'sessions' | 'bytes'
}

/** The state that most sessions have; the more alarming one where two have as many. As the Manager has it. */
const mainState = (states: MapEdge['states'], among: readonly FlowState[]): FlowState =>
  (['denied', 'unprotected', 'unknown', 'allowed'] as const)
    .filter((state) => among.includes(state))
    .reduce((best, state) => ((states[state] ?? 0) > (states[best] ?? 0) ? state : best))

const merged = (source: string, target: string, parts: readonly GraphEdge[]): MapEdge => {
  const edges = parts.map((part) => part.edge).sort((a, b) => b.sessions - a.sessions)
  const sum = (of: (edge: MapEdge) => number) => edges.reduce((total, edge) => total + of(edge), 0)
  const states = Object.fromEntries(
    FLOW_STATES.map((state) => [state, sum((edge) => edge.states[state] ?? 0)] as const).filter(
      ([state, count]) => count > 0 || edges.some((edge) => edge.state === state),
    ),
  )
  const top = new Map(
    edges.flatMap((edge) => edge.top.map((item) => [`${item.protocol}/${item.port}`, item] as const)),
  )
  const times = (of: (edge: MapEdge) => string) => edges.map(of).sort()
  const shown = FLOW_STATES.filter((state) => parts.some((part) => part.state === state))
  return {
    id: `${source}>${target}`,
    source,
    target,
    state: mainState(states, shown),
    states,
    top: [...top.values()].slice(0, 5),
    // The services of the parts overlap, so this is the least there can be.
    services: Math.max(top.size, ...edges.map((edge) => edge.services)),
    flows: sum((edge) => edge.flows),
    sessions: sum((edge) => edge.sessions),
    bytes: sum((edge) => edge.bytes),
    firstSeen: times((edge) => edge.firstSeen)[0] ?? '',
    lastSeen: times((edge) => edge.lastSeen).at(-1) ?? '',
  }
}

/**
 * Draws many edges as few: those between members of two opened nodes become one between the two, and if that is not enough,
 * those within one become a loop at it. Sums stay the same. A bundle's ends are selectors like any other node's, so that its
 * details can be asked for like an edge's.
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

  const bundles = new Map<string, { source: string; target: string; parts: GraphEdge[] }>()
  const kept: GraphEdge[] = []
  for (const edge of graph.edges) {
    const shared = within(edge)
    const source = shared !== null && many ? shared : holder(edge.source, chain(edge.target))
    const target = shared !== null && many ? shared : holder(edge.target, chain(edge.source))
    if (isFocus(edge) || (source === edge.source && target === edge.target)) {
      kept.push(edge)
      continue
    }
    const key = `${source}>${target}`
    const known = bundles.get(key)
    if (known) known.parts.push(edge)
    else bundles.set(key, { source, target, parts: [edge] })
  }
  const lifted = [...bundles.values()].map(({ source, target, parts }) => merged(source, target, parts))
  const heaviest = [...lifted, ...kept.map(({ edge }) => edge)].reduce(
    (most, edge) => Math.max(most, edge[weight]),
    0,
  )
  return {
    nodes: graph.nodes,
    edges: [
      ...kept.map((edge) => ({ ...edge, width: edgeWidth(edge.edge[weight], heaviest) })),
      ...lifted.map((edge) => ({
        id: edge.id,
        source: edge.source,
        target: edge.target,
        state: edge.state,
        label: edgeLabel(edge),
        width: edgeWidth(edge[weight], heaviest),
        edge,
      })),
    ],
  }
}
