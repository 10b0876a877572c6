import type { MapEdge } from '@flowgate/shared'
import {
  byState,
  type ConversationSums,
  protocolText,
  type Selection,
  stateOf,
} from '../flows/flows.read-model.ts'

/** Sums of one edge. `states` and `flowStates` have a place for each state. */
export interface EdgeSums {
  readonly source: number
  readonly target: number
  readonly states: Float64Array
  readonly flowStates: Float64Array
  readonly services: Map<number, number>
  bytes: number
  firstSeen: number
  lastSeen: number
  byRule: number
}

export const sessionsOf = ({ states }: EdgeSums): number => states.reduce((sum, count) => sum + count, 0)

/** Adds conversations up by the nodes that their ends are drawn as; traffic within a node is an edge to itself. */
export const sumEdges = (
  { memory }: Selection,
  sums: ConversationSums,
  drawn: Uint32Array,
  nodes: number,
): EdgeSums[] => {
  const edges = new Map<number, EdgeSums>()
  for (const code of sums.present) {
    const conversation = memory.conversations[code]
    if (conversation === undefined) continue
    const source = drawn[conversation.source] ?? 0
    const target = drawn[conversation.destination] ?? 0
    const key = source * nodes + target
    let edge = edges.get(key)
    if (edge === undefined) {
      edge = {
        source,
        target,
        states: new Float64Array(4),
        flowStates: new Float64Array(4),
        services: new Map(),
        bytes: 0,
        firstSeen: Number.POSITIVE_INFINITY,
        lastSeen: 0,
        byRule: 0,
      }
      edges.set(key, edge)
    }
    let sessions = 0
    for (let state = 0; state < 4; state += 1) {
      const count = sums.sessions[code * 4 + state] ?? 0
      sessions += count
      edge.states[state] = (edge.states[state] ?? 0) + count
      edge.flowStates[state] = (edge.flowStates[state] ?? 0) + (sums.flows[code * 4 + state] ?? 0)
    }
    edge.services.set(conversation.service, (edge.services.get(conversation.service) ?? 0) + sessions)
    edge.bytes += sums.bytes[code] ?? 0
    edge.byRule += sums.byRule[code] ?? 0
    edge.firstSeen = Math.min(edge.firstSeen, sums.firstSeen[code] ?? 0)
    edge.lastSeen = Math.max(edge.lastSeen, sums.lastSeen[code] ?? 0)
  }
  return [...edges.values()]
}

const TOP = 5

/** The state that most of its sessions have; the more alarming one where two have as many. */
export const mainState = ({ states, flowStates }: EdgeSums): number => {
  let best = -1
  for (const state of [1, 2, 3, 0]) {
    if ((flowStates[state] ?? 0) === 0) continue
    if (best < 0 || (states[state] ?? 0) > (states[best] ?? 0)) best = state
  }
  return Math.max(0, best)
}

export const mapEdgeOf = (edge: EdgeSums, { memory, view, naming }: Selection): MapEdge => {
  const source = view.nodes.textOf(edge.source) ?? ''
  const target = view.nodes.textOf(edge.target) ?? ''
  const states = byState(edge.states)
  const services = [...edge.services].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return {
    id: `${source}>${target}`,
    source,
    target,
    state: stateOf(mainState(edge)),
    states: Object.fromEntries(
      Object.entries(states).filter((_, state) => (edge.flowStates[state] ?? 0) > 0),
    ) as MapEdge['states'],
    top: services.slice(0, TOP).map(([code]) => {
      const { protocol, port } = memory.services[code] ?? { protocol: 0, port: null }
      return { protocol: protocolText(protocol), port, service: naming.service(protocol, port)?.name ?? null }
    }),
    services: services.length,
    flows: edge.flowStates.reduce((sum, count) => sum + count, 0),
    sessions: sessionsOf(edge),
    bytes: edge.bytes,
    firstSeen: new Date(edge.firstSeen).toISOString(),
    lastSeen: new Date(edge.lastSeen).toISOString(),
  }
}
