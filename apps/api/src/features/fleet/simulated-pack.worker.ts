import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { createPack, createPortBus, systemClock, systemScheduler } from '@flowgate/dfe'
import { createTrafficModel } from '@flowgate/seed'
import { createFileSpanStore } from './file-span-store.ts'
import { type PackWorkerData, type PackWorkerNotice, STOP_PACK } from './simulated-pack-messages.ts'

/*
 * A worker thread with a part of the simulated hosts. It reaches the Manager through the bus only, as hosts elsewhere do;
 * the parent thread tells it when to stop and hears of errors.
 */

/** The demo's seed number: live traffic goes on where the recorded flows end. */
const TRAFFIC_SEED = 20_260_105

const { port, shard, spanFolder, traffic } = workerData as PackWorkerData

const tell = (error: unknown, about: string): void => {
  const message = error instanceof Error ? error.message : String(error)
  parentPort?.postMessage({ about, message } satisfies PackWorkerNotice)
}

const bus = createPortBus(port, { onError: tell })
const pack = createPack({
  shard,
  bus,
  clock: systemClock,
  scheduler: systemScheduler,
  newEpoch: randomUUID,
  onError: tell,
  ...(spanFolder === null ? {} : { storeOf: (host: string) => createFileSpanStore(spanFolder, host) }),
  ...(traffic
    ? { traffic: (inventory, source) => createTrafficModel(TRAFFIC_SEED, inventory, { source }) }
    : {}),
})

parentPort?.on('message', (message: unknown) => {
  if (message !== STOP_PACK) return
  void pack
    .stop()
    .then(() => bus.close())
    .finally(() => parentPort?.close())
})
