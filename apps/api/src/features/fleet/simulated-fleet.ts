import { MessageChannel, type Worker } from 'node:worker_threads'
import { servePort } from '@flowgate/dfe'
import { type Bus, keys, type SimulatedFleet as Listing, type Subscription } from '@flowgate/shared'
import type { Log } from '../../platform/log.ts'
import { startWorker } from '../../platform/worker.ts'
import type { SimulatedState } from './host-state.ts'
import { type PackWorkerData, type PackWorkerNotice, STOP_PACK } from './simulated-pack-messages.ts'

/** The simulated hosts, in worker threads of this process. */
export interface SimulatedFleet {
  /** Which hosts there are and how each behaves. A host stays in its worker as long as it is listed. */
  follow(hosts: ReadonlyMap<string, SimulatedState>): void
  start(): void
  stop(): Promise<void>
}

export interface SimulatedFleetOptions {
  readonly bus: Bus
  readonly log: Pick<Log, 'error' | 'debug'>
  readonly workers: number
  readonly spanFolder: string | null
  readonly traffic: boolean
}

const RESTART_MS = 1_000
/** What handing over the last flows may take. */
const STOP_PATIENCE_MS = 3_000

interface Running {
  readonly worker: Worker
  readonly hub: Subscription
  readonly ended: Promise<void>
}

export const createSimulatedFleet = ({
  bus,
  log,
  workers,
  spanFolder,
  traffic,
}: SimulatedFleetOptions): SimulatedFleet => {
  const shardOf = new Map<string, number>()
  const running = new Map<number, Running>()
  let stopping = false

  const smallestShard = (): number => {
    const sizes = Array.from(
      { length: workers },
      (_, shard) => [...shardOf.values()].filter((at) => at === shard).length,
    )
    return sizes.indexOf(Math.min(...sizes))
  }

  const startShard = (shard: number): void => {
    const { port1, port2 } = new MessageChannel()
    const hub = servePort(bus, port1)
    const workerData: PackWorkerData = { port: port2, shard, spanFolder, traffic }
    const worker = startWorker(new URL('./simulated-pack.worker.ts', import.meta.url), {
      workerData,
      transferList: [port2],
      name: `simulated hosts ${shard}`,
    })
    worker.on('message', ({ about, message }: PackWorkerNotice) =>
      log.debug({ about, reason: message }, 'simulated hosts'),
    )
    worker.on('error', (error) => log.error({ err: error, shard }, 'a worker with simulated hosts failed'))
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    running.set(shard, { worker, hub, ended })
    void ended.then(() => {
      hub.close()
      running.delete(shard)
      if (!stopping) setTimeout(() => stopping || startShard(shard), RESTART_MS)
    })
  }

  const stopShard = async ({ worker, ended }: Running): Promise<void> => {
    worker.postMessage(STOP_PACK)
    const timer = setTimeout(() => void worker.terminate(), STOP_PATIENCE_MS)
    await ended
    clearTimeout(timer)
  }

  return {
    follow: (hosts) => {
      for (const id of shardOf.keys()) if (!hosts.has(id)) shardOf.delete(id)
      for (const id of hosts.keys()) if (!shardOf.has(id)) shardOf.set(id, smallestShard())
      const listing: Listing = {
        hosts: [...hosts].map(([id, state]) => ({ id, shard: shardOf.get(id) ?? 0, state })),
      }
      bus.put(keys.simulated, listing)
    },
    start: () => {
      for (let shard = 0; shard < workers; shard += 1) startShard(shard)
    },
    stop: async () => {
      stopping = true
      await Promise.all([...running.values()].map(stopShard))
    },
  }
}
