import type { getMapEdge, Output, Parsed } from '@flowgate/shared'
import {
  decidedByOf,
  extentOf,
  hidesOneSide,
  nodeLabel,
  protocolText,
  type Selection,
  stateOf,
  totalsOf,
} from '../flows/flows.read-model.ts'

type Answer = Output<typeof getMapEdge>
type Service = Answer['services'][number]

/** Names of processes and users that are told for one service. */
const NAMED = 20

interface Group {
  /** Its row with the most sessions. */
  row: number
  flows: number
  sessions: number
  bytes: number
  firstSeen: number
  lastSeen: number
  most: number
  readonly processes: Set<string>
  readonly users: Set<string>
}

/** A side by what a test or an explanation can be asked with. */
const exampleOf = ({ memory, view }: Selection, row: number): Service['example'] => {
  const side = (endpoint: number) =>
    view.workloads[endpoint] ?? (view.address(endpoint) || (view.names[endpoint] ?? ''))
  return {
    source: side(memory.columns.source[row] ?? 0),
    destination: side(memory.columns.destination[row] ?? 0),
  }
}

const serviceOf = (group: Group, selection: Selection): Service => {
  const { memory, naming } = selection
  const { protocol, port } = memory.services[memory.columns.service[group.row] ?? 0] ?? {
    protocol: 0,
    port: null,
  }
  const name = naming.service(protocol, port)
  return {
    protocol: protocolText(protocol),
    port,
    service: name?.name ?? null,
    serviceId: name?.id ?? null,
    state: stateOf(memory.columns.state[group.row] ?? 3),
    decidedBy: decidedByOf(selection, group.row),
    processes: [...group.processes].sort(),
    users: [...group.users].sort(),
    flows: group.flows,
    sessions: group.sessions,
    bytes: group.bytes,
    firstSeen: new Date(group.firstSeen).toISOString(),
    lastSeen: new Date(group.lastSeen).toISOString(),
    example: exampleOf(selection, group.row),
  }
}

/** What lies behind an edge: one entry for each service, state and deciding rule, the busiest first. */
export const edgeDetail = (
  selection: Selection,
  { source, destination }: Parsed<typeof getMapEdge>['query'],
): Answer => {
  const { memory, rows, view } = selection
  const { columns } = memory
  const groups = new Map<string, Group>()
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    const masked = hidesOneSide(selection, row)
    const rule = masked ? 'hidden' : columns.rule[row]
    const key = `${columns.service[row]} ${columns.state[row]} ${columns.decider[row]} ${rule}`
    const sessions = columns.sessions[row] ?? 0
    let group = groups.get(key)
    if (group === undefined) {
      group = {
        row,
        flows: 0,
        sessions: 0,
        bytes: 0,
        firstSeen: Number.POSITIVE_INFINITY,
        lastSeen: 0,
        most: 0,
        processes: new Set(),
        users: new Set(),
      }
      groups.set(key, group)
    }
    group.flows += 1
    group.sessions += sessions
    group.bytes += columns.bytes[row] ?? 0
    group.firstSeen = Math.min(group.firstSeen, columns.firstSeen[row] ?? 0)
    group.lastSeen = Math.max(group.lastSeen, columns.lastSeen[row] ?? 0)
    if (sessions > group.most) {
      group.most = sessions
      group.row = row
    }
    if (masked) continue
    const process = memory.processes.textOf(columns.process[row] ?? 0)
    const user = memory.users.textOf(columns.user[row] ?? 0)
    if (process !== null && group.processes.size < NAMED) group.processes.add(process)
    if (user !== null && group.users.size < NAMED) group.users.add(user)
  }
  const extent = extentOf(selection)
  return {
    sourceLabel: nodeLabel(source, view),
    destinationLabel: nodeLabel(destination, view),
    ...totalsOf(selection),
    firstSeen: extent === null ? null : new Date(extent.from).toISOString(),
    lastSeen: extent === null ? null : new Date(extent.to).toISOString(),
    services: [...groups.values()]
      .sort((a, b) => b.sessions - a.sessions)
      .map((group) => serviceOf(group, selection)),
  }
}
