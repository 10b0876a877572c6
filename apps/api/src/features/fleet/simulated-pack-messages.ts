import type { MessagePort } from 'node:worker_threads'

export interface PackWorkerData {
  /** The worker's end of the bus. */
  readonly port: MessagePort
  readonly shard: number
  /** Where hosts keep their spans; null: nowhere. */
  readonly spanFolder: string | null
  /** Do the workloads talk? */
  readonly traffic: boolean
}

/** Worker to parent: an error that the worker got over. */
export interface PackWorkerNotice {
  /** Which host or which work. */
  readonly about: string
  readonly message: string
}

/** Parent to worker: hand over what is left, then end. */
export const STOP_PACK = 'stop'
