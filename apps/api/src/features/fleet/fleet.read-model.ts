import type { FleetHost, listFleet, Output, WantedState } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { type InventoryReadModel, visibleWorkloads } from '../inventory/inventory.read-model.ts'
import type { HostTracker } from './host-tracker.ts'

export type FleetSummary = Output<typeof listFleet>['summary']
type Scoped = Pick<Actor, 'scope'>

/** What other features see of the fleet. */
export interface FleetReadModel {
  wanted(): WantedState | null
  /** Sorted by id. A scoped account sees the hosts that run a workload of its own, and counts only those. */
  hosts(actor: Scoped): Promise<readonly FleetHost[]>
  /** Undefined for hosts that there are not, and those the account may not know of. */
  host(actor: Scoped, id: string): Promise<FleetHost | undefined>
  summary(actor: Scoped): Promise<FleetSummary>
}

export interface FleetReadModelPorts {
  readonly inventory: Pick<InventoryReadModel, 'current'>
  readonly tracker: Pick<HostTracker, 'get'>
  readonly wanted: () => WantedState | null
  readonly isSimulated: (host: string) => boolean
}

/** Stands for an error that the reader may not know. */
export const HIDDEN_ERROR = 'this host could not realize the revision'

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

export const summaryOf = (hosts: readonly FleetHost[], wanted: WantedState | null): FleetSummary => {
  const count = (realization: FleetHost['realization']): number =>
    hosts.filter((host) => host.realization === realization).length
  return {
    wantedRevision: wanted?.revision ?? null,
    hosts: hosts.length,
    realized: count('realized'),
    pending: count('pending'),
    failed: count('failed'),
    stale: count('stale'),
  }
}

export const createFleetReadModel = ({
  inventory,
  tracker,
  wanted,
  isSimulated,
}: FleetReadModelPorts): FleetReadModel => {
  const hosts: FleetReadModel['hosts'] = async (actor) => {
    const loaded = await inventory.current()
    const visible = visibleWorkloads(loaded, actor)
    const shown = new Map<string, number>()
    for (const { id, host } of loaded.inventory.workloads)
      if (host !== null && visible?.has(id) !== false) shown.set(host, (shown.get(host) ?? 0) + 1)
    return [...loaded.hostItems.values()]
      .filter(({ id }) => visible === null || shown.has(id))
      .map(({ id, name, clusterName }): FleetHost => {
        const state = tracker.get(id)
        const simulated = isSimulated(id)
        return {
          id,
          name,
          clusterName,
          datapath: state.datapath,
          online: state.online,
          realization: state.realization,
          wantedRevision: wanted()?.revision ?? null,
          realizedRevision: state.realizedRevision,
          realizedAt: time(state.realizedAt),
          lastSeen: time(state.lastSeen),
          latencyMs: state.latencyMs,
          // What a host could not do may name what others want of it.
          error: visible === null || state.error === null ? state.error : HIDDEN_ERROR,
          workloads: shown.get(id) ?? 0,
          rules: visible === null ? state.rules : null,
          connections: visible === null ? state.connections : null,
          dropped: state.dropped,
          simulated: simulated ? { state: state.simulatedState } : null,
        }
      })
  }
  return {
    wanted,
    hosts,
    host: async (actor, id) => (await hosts(actor)).find((host) => host.id === id),
    summary: async (actor) => summaryOf(await hosts(actor), wanted()),
  }
}
