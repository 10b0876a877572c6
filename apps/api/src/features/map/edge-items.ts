import type { MapEdge } from '@flowgate/shared'
import {
  byState,
  type ConversationSums,
  protocolText,
  type Selection,
  stateOf,
} from '../flows/flows.read-model.ts'
import type { EdgeColumns } from './map-edges.ts'

const TOP = 5

/** Sessions by service of the edges at `places`, in their order. */
const servicesOf = (
  { memory }: Selection,
  sums: ConversationSums,
  { ofPresent, size }: EdgeColumns,
  places: readonly number[],
): ReadonlyMap<number, number>[] => {
  const slots = new Int32Array(size).fill(-1)
  places.forEach((edge, slot) => {
    slots[edge] = slot
  })
  const services = places.map(() => new Map<number, number>())
  sums.present.forEach((code, index) => {
    const found = services[slots[ofPresent[index] ?? 0] ?? -1]
    if (found === undefined) return
    const service = memory.conversations[code]?.service ?? 0
    let sessions = 0
    for (let state = 0; state < 4; state += 1) sessions += sums.sessions[code * 4 + state] ?? 0
    found.set(service, (found.get(service) ?? 0) + sessions)
  })
  return services
}

/** The edges at `places` as an answer has them. */
export const edgeItems = (
  selection: Selection,
  sums: ConversationSums,
  edges: EdgeColumns,
  places: readonly number[],
): MapEdge[] => {
  const { memory, view, naming } = selection
  const services = servicesOf(selection, sums, edges, places)
  return places.map((edge, slot): MapEdge => {
    const source = view.nodes.textOf(edges.source[edge] ?? 0) ?? ''
    const target = view.nodes.textOf(edges.target[edge] ?? 0) ?? ''
    const states = byState(edges.states.subarray(edge * 4, edge * 4 + 4))
    const top = [...(services[slot] ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, TOP)
    return {
      id: `${source}>${target}`,
      source,
      target,
      state: stateOf(edges.state[edge] ?? 0),
      states: Object.fromEntries(
        Object.entries(states).filter((_, state) => (edges.flowStates[edge * 4 + state] ?? 0) > 0),
      ) as MapEdge['states'],
      top: top.map(([code]) => {
        const { protocol, port } = memory.services[code] ?? { protocol: 0, port: null }
        return {
          protocol: protocolText(protocol),
          port,
          service: naming.service(protocol, port)?.name ?? null,
        }
      }),
      services: edges.services[edge] ?? 0,
      edges: edges.stands[edge] ?? 1,
      flows: edges.flows[edge] ?? 0,
      sessions: edges.sessions[edge] ?? 0,
      bytes: edges.bytes[edge] ?? 0,
      firstSeen: new Date(edges.firstSeen[edge] ?? 0).toISOString(),
      lastSeen: new Date(edges.lastSeen[edge] ?? 0).toISOString(),
    }
  })
}
