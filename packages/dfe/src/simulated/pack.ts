import type { Inventory } from '@flowgate/engine'
import { type Bus, keys, type SimulatedFleet, simulatedFleet, subjects, wantedState } from '@flowgate/shared'
import type { SpanStore } from '../host/span-store.ts'
import { backoff, type Clock, every, type Scheduler } from '../time.ts'
import { type AttemptQueue, createAttemptQueue } from './attempt-queue.ts'
import { type Arrival, type Crossing, createFabric, type Place } from './fabric.ts'
import { createSimulatedHost, type SimulatedHost } from './simulated-host.ts'
import type { TrafficEnd, TrafficFactory } from './traffic.ts'

export interface PackOptions {
  /** Which part of the simulated hosts runs here. */
  readonly shard: number
  readonly bus: Bus
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** Absent: the workloads keep silent. */
  readonly traffic?: TrafficFactory
  readonly storeOf?: (host: string) => SpanStore
  readonly newEpoch: () => string
  readonly onError: (error: unknown, about: string) => void
  readonly heartbeatMs?: number
  readonly flowReportMs?: number
}

export interface Pack {
  /** Hands over the flows not yet reported, then ends every host. */
  stop(): Promise<void>
}

interface World {
  readonly version: number
  readonly hostOfWorkload: ReadonlyMap<string, string>
}

const TRAFFIC_TICK_MS = 500

/** The simulated hosts of one worker: follows the list of them, and makes their workloads talk. */
export const createPack = ({
  shard,
  bus,
  clock,
  scheduler,
  traffic,
  storeOf,
  newEpoch,
  onError,
  ...intervals
}: PackOptions): Pack => {
  const hosts = new Map<string, SimulatedHost>()
  let shards: ReadonlyMap<string, number> = new Map()
  let world: World = { version: 0, hostOfWorkload: new Map() }
  let wantedInventory = 0
  let loading = false
  let stopped = false
  let queue: AttemptQueue | undefined
  let cancelRetry = (): void => {}

  const placeOf = ({ workload }: TrafficEnd): Place | null => {
    const host = workload === null ? undefined : world.hostOfWorkload.get(workload)
    const at = host === undefined ? undefined : shards.get(host)
    return host === undefined || at === undefined ? null : { host, shard: at }
  }

  const fabric = createFabric({
    shard,
    hostOf: (id) => hosts.get(id),
    placeOf,
    now: clock.now,
    // Both ends of the wire are this very code.
    cross: async (to, crossings) => (await bus.request(subjects.wire(to), crossings)) as readonly Arrival[],
  })

  const follow = ({ hosts: listed }: SimulatedFleet): void => {
    shards = new Map(listed.map((host) => [host.id, host.shard]))
    const mine = new Map(
      listed.flatMap((host) => (host.shard === shard ? [[host.id, host.state] as const] : [])),
    )
    for (const [id, host] of hosts) {
      if (mine.has(id)) continue
      hosts.delete(id)
      void host.stop()
    }
    for (const [id, state] of mine) {
      const known = hosts.get(id)
      if (known !== undefined) {
        known.behave(state)
        continue
      }
      const host = createSimulatedHost({
        hostId: id,
        bus,
        clock,
        scheduler,
        epoch: newEpoch(),
        ...(storeOf === undefined ? {} : { store: storeOf(id) }),
        onError: (error) => onError(error, id),
        ...intervals,
      })
      hosts.set(id, host)
      host.behave(state)
      void host.dfe.start()
    }
  }

  const loadInventory = async (attempt: number): Promise<void> => {
    if (loading || stopped || traffic === undefined || world.version >= wantedInventory) return
    loading = true
    try {
      // The Manager's own answer; the traffic factory reads no more of it than the engine's type says.
      const { version, inventory } = (await bus.request(subjects.inventory, null)) as {
        readonly version: number
        readonly inventory: Inventory
      }
      world = {
        version,
        hostOfWorkload: new Map(
          inventory.workloads.flatMap(({ id, host }) => (host === null ? [] : [[id, host]])),
        ),
      }
      const made = traffic(inventory, (source) => {
        const place = placeOf(source)
        return place === null || place.shard === shard
      })
      queue = createAttemptQueue(made, clock.now())
      loading = false
      await loadInventory(0)
    } catch (error) {
      loading = false
      onError(error, 'inventory')
      cancelRetry = scheduler.after(backoff(attempt, 500, 10_000), () => void loadInventory(attempt + 1))
    }
  }

  const tick = (): void => {
    const due = queue?.due(clock.now()).filter(fabric.owns) ?? []
    if (due.length > 0) void fabric.carry(due).catch((error: unknown) => onError(error, 'traffic'))
  }

  const subscriptions = [
    bus.serve(subjects.wire(shard), (payload) => fabric.arrive(payload as readonly Crossing[])),
    bus.watch(keys.simulated, (value) => follow(simulatedFleet.parse(value))),
    bus.watch(keys.wanted, (value) => {
      wantedInventory = Math.max(wantedInventory, wantedState.parse(value).inventoryVersion)
      void loadInventory(0)
    }),
  ]
  const endTicks = every(scheduler, TRAFFIC_TICK_MS, tick)

  return {
    stop: async () => {
      stopped = true
      endTicks()
      cancelRetry()
      for (const subscription of subscriptions) subscription.close()
      await Promise.all([...hosts.values()].map((host) => host.stop()))
    },
  }
}
