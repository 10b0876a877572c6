import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { keys, type Subscription, type WantedState, wantedState } from '@flowgate/shared'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import type { PolicyStore } from '../drafts/store.read-model.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { createFleetLists } from './fleet.lists.ts'
import { createFleetReadModel, type FleetReadModel } from './fleet.read-model.ts'
import { fleetRoutes } from './fleet.routes.ts'
import { createFleetService } from './fleet.service.ts'
import { createFlowIngest, type FlowSink } from './flow-ingest.ts'
import { createHostStore } from './host-store.ts'
import { createHostTracker } from './host-tracker.ts'
import { createRuleVisibility } from './rule-visibility.ts'
import { createSimulatedFleet } from './simulated-fleet.ts'
import { type SpanSource, serveSpans } from './span-server.ts'

export interface FleetFeaturePorts {
  readonly inventory: InventoryReadModel
  readonly spans: SpanSource
  readonly flows: FlowSink
  readonly policies: Pick<PolicyStore, 'revision'>
  /** Differs in tests. */
  readonly simulation?: {
    readonly workers?: number
    /** Where simulated hosts keep their spans; null: nowhere. */
    readonly spanFolder?: string | null
    readonly traffic?: boolean
  }
}

export interface FleetFeature extends Feature {
  readonly readModel: FleetReadModel
}

const MAX_WORKERS = 2

/*
 *   publish, inventory change --> wanted --(bus)--> DFE --span?--> span server --> DFE compiles, swaps
 *                                                     |
 *        consoles <-- live events <-- tracker <-------+ realization, heartbeats     flows --> sink
 *                                        |
 *                                      store
 */
export const createFleetFeature = (base: Base, ports: FleetFeaturePorts): FleetFeature => {
  const { db, bus, log, config } = base
  const { inventory, simulation = {} } = ports
  let wanted: WantedState | null = null
  let hostIds: ReadonlySet<string> = new Set()
  let simulatedIds: ReadonlySet<string> = new Set()

  const tracker = createHostTracker({
    ...base,
    store: createHostStore(base),
    wanted: () => wanted,
    hosts: () => hostIds,
  })
  const readModel = createFleetReadModel({
    inventory,
    tracker,
    wanted: () => wanted,
    isSimulated: (host) => simulatedIds.has(host),
  })
  const simulated = createSimulatedFleet({
    bus,
    log,
    workers: simulation.workers ?? Math.min(MAX_WORKERS, availableParallelism()),
    spanFolder:
      simulation.spanFolder === undefined ? join(config.dataDir, 'simulated-hosts') : simulation.spanFolder,
    traffic: simulation.traffic ?? true,
  })

  const follow = (): void =>
    simulated.follow(new Map([...simulatedIds].map((id) => [id, tracker.get(id).simulatedState])))

  const readHosts = async (): Promise<void> => {
    const hosts = await db.host.findMany({ select: { id: true, simulated: true }, orderBy: { id: 'asc' } })
    hostIds = new Set(hosts.map(({ id }) => id))
    simulatedIds = new Set(hosts.flatMap((host) => (host.simulated ? [host.id] : [])))
    follow()
  }

  const service = createFleetService({ ...base, fleet: readModel, tracker, follow })
  base.metrics.gauge('flowgate_hosts', 'Hosts by realization', 'realization', async () => {
    const { realized, pending, failed, stale } = await readModel.summary({ scope: [] })
    return new Map(Object.entries({ realized, pending, failed, stale }))
  })
  const lists = createFleetLists({
    db,
    bus,
    fleet: readModel,
    tracker,
    visibility: createRuleVisibility(ports),
  })
  const ingest = createFlowIngest({ bus, sink: ports.flows, log })
  let open: (() => void)[] = []
  const keep = (subscription: Subscription): void => {
    open.push(() => subscription.close())
  }

  return {
    readModel,
    routes: fleetRoutes({ lists, service }),
    start: async () => {
      await tracker.start()
      ingest.start()
      await readHosts()
      keep(serveSpans({ bus, spans: ports.spans, inventory: () => inventory.current() }))
      keep(
        bus.watch(keys.wanted, (value) => {
          wanted = wantedState.parse(value)
          tracker.lookAtAll()
        }),
      )
      open.push(
        inventory.watch(() => {
          readHosts().catch((error: unknown) => log.error({ err: error }, 'could not follow the inventory'))
        }),
      )
      simulated.start()
    },
    stop: async () => {
      await simulated.stop()
      await ingest.stop()
      await tracker.stop()
      for (const close of open) close()
      open = []
    },
  }
}
