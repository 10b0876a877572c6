import { FLOW_STATES, type FlowState, type MapEdge } from '@flowgate/shared'
import { edgeLabel, edgeWidth, type Graph, type GraphEdge } from './graph.ts'

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
    edges: sum((edge) => edge.edges),
    flows: sum((edge) => edge.flows),
    sessions: sum((edge) => edge.sessions),
    bytes: sum((edge) => edge.bytes),
    firstSeen: times((edge) => edge.firstSeen)[0] ?? '',
    lastSeen: times((edge) => edge.lastSeen).at(-1) ?? '',
  }
}

/**
 * Draws each edge between the two nodes that `endsOf` gives, and those between the same two as one. Sums stay the same. The ends
 * of such a bundle are selectors like any other node's, so that its details can be asked for like an edge's.
 */
export const liftEdges = (
  { edges }: Pick<Graph, 'edges'>,
  weight: 'sessions' | 'bytes',
  endsOf: (edge: GraphEdge) => { readonly source: string; readonly target: string },
): readonly GraphEdge[] => {
  const bundles = new Map<string, { source: string; target: string; parts: GraphEdge[] }>()
  const kept: GraphEdge[] = []
  for (const edge of edges) {
    const { source, target } = endsOf(edge)
    if (source === edge.source && target === edge.target) {
      kept.push(edge)
      continue
    }
    const key = `${source}>${target}`
    const known = bundles.get(key)
    if (known) known.parts.push(edge)
    else bundles.set(key, { source, target, parts: [edge] })
  }
  if (bundles.size === 0) return edges
  // An edge that has these ends already, such as a bundle's, takes in what is lifted to it.
  const apart = kept.filter((edge) => {
    const bundle = bundles.get(`${edge.source}>${edge.target}`)
    bundle?.parts.push(edge)
    return bundle === undefined
  })
  const lifted = [...bundles.values()].map(({ source, target, parts }) => ({
    edge: merged(source, target, parts),
  }))
  const heaviest = [...lifted, ...apart].reduce((most, { edge }) => Math.max(most, edge[weight]), 0)
  return [
    ...apart.map((edge) => ({ ...edge, width: edgeWidth(edge.edge[weight], heaviest) })),
    ...lifted.map(({ edge }) => ({
      id: edge.id,
      source: edge.source,
      target: edge.target,
      state: edge.state,
      label: edgeLabel(edge),
      width: edgeWidth(edge[weight], heaviest),
      edge,
    })),
  ]
}
