import type { FlowItem } from '@flowgate/shared'
import { applicationOf, tierOf } from '../../inventory/inventory.read-model.ts'
import { ACTIONS, ORIGINS, stateOf } from '../memory/codes.ts'
import { type EndpointView, EXTERNAL, HIDDEN, WORKLOAD } from '../memory/endpoint-view.ts'
import { protocolText } from '../memory/naming.ts'
import { decidedByOf, hidesOneSide } from './decided-by.ts'
import type { Selection } from './selection.ts'

const KINDS: Readonly<Record<number, FlowItem['source']['kind']>> = {
  [WORKLOAD]: 'workload',
  [EXTERNAL]: 'external',
  [HIDDEN]: 'hidden',
}

export const flowEndpointOf = (view: EndpointView, endpoint: number): FlowItem['source'] => {
  const workloadId = view.workloads[endpoint] ?? null
  const workload = workloadId === null ? undefined : view.inventory.workloads.get(workloadId)
  return {
    kind: KINDS[view.kinds[endpoint] ?? -1] ?? 'unknown',
    workloadId,
    name: view.names[endpoint] ?? '',
    address: view.address(endpoint),
    application: workload === undefined ? null : applicationOf(workload),
    tier: workload === undefined ? null : tierOf(workload),
  }
}

export const flowItemOf = (selection: Selection, row: number): FlowItem => {
  const { memory, view, naming } = selection
  const { columns } = memory
  const service = memory.services[columns.service[row] ?? 0] ?? { protocol: 0, port: null }
  const action = columns.action[row] ?? 0
  // They are known of one side, and which one is not recorded.
  const masked = hidesOneSide(selection, row)
  return {
    id: String(columns.id[row]),
    source: flowEndpointOf(view, columns.source[row] ?? 0),
    destination: flowEndpointOf(view, columns.destination[row] ?? 0),
    protocol: protocolText(service.protocol),
    port: service.port,
    service: naming.service(service.protocol, service.port)?.name ?? null,
    state: stateOf(columns.state[row] ?? 3),
    action: action === 0 ? null : (ACTIONS[action - 1] ?? null),
    decidedBy: decidedByOf(selection, row),
    sessions: columns.sessions[row] ?? 0,
    bytes: columns.bytes[row] ?? 0,
    packets: columns.packets[row] ?? 0,
    firstSeen: new Date(columns.firstSeen[row] ?? 0).toISOString(),
    lastSeen: new Date(columns.lastSeen[row] ?? 0).toISOString(),
    appId: memory.appIds.textOf(columns.appId[row] ?? 0),
    user: masked ? null : memory.users.textOf(columns.user[row] ?? 0),
    process: masked ? null : memory.processes.textOf(columns.process[row] ?? 0),
    origin: ORIGINS[columns.origin[row] ?? 0] ?? 'observed',
    importId: view.visible !== null ? null : memory.imports.textOf(columns.importId[row] ?? 0),
  }
}
