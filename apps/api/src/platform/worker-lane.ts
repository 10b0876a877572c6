import type { Worker } from 'node:worker_threads'
import { AppError } from '@flowgate/shared'

/** To the thread, and back. */
export interface LaneJob {
  readonly id: number
  readonly job: unknown
}
export type LaneReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: unknown }

export interface WorkerLaneOptions {
  /** What the lane is for, in errors and in the log. */
  readonly name: string
  readonly start: () => Worker
  /** Jobs that may wait besides the one that runs. */
  readonly mostWaiting: number
  /** One job may take so long; then its thread is ended. */
  readonly patienceMs: number
  /** A thread without work is ended after this time, and its memory is free again. */
  readonly idleMs: number
  /** A failure as the thread described it. */
  readonly revive: (failure: unknown) => Error
  readonly onFault: (error: unknown) => void
}

export interface JobOptions {
  readonly handOver?: readonly ArrayBuffer[]
  readonly signal?: AbortSignal
}

/** One worker thread, started when there is work, that does one job after the other. */
export interface WorkerLane {
  /**
   * What the thread answers to `job`; both cross the threads as structured clones, but for what is handed over.
   * @param options.handOver buffers that the job holds; they are empty here afterwards
   * @param options.signal aborted when nobody wants the answer any more: a job that still waits is not begun
   * @throws AppError `rate_limited` when too many wait, `timed_out`, `not_ready` while the Manager stops, `internal` when the thread ends
   */
  run(job: unknown, options?: JobOptions): Promise<unknown>
  stop(): Promise<void>
}

interface Waiting {
  readonly message: LaneJob
  readonly handOver: readonly ArrayBuffer[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Running extends Waiting {
  readonly timer: NodeJS.Timeout
}

export const createWorkerLane = (options: WorkerLaneOptions): WorkerLane => {
  const { name, mostWaiting, patienceMs, idleMs } = options
  const queue: Waiting[] = []
  let thread: Worker | undefined
  let running: Running | undefined
  let idle: NodeJS.Timeout | undefined
  let lastId = 0
  let stopped = false

  const end = async (): Promise<void> => {
    const ending = thread
    thread = undefined
    await ending?.terminate()
  }

  const finish = (): Running | undefined => {
    const done = running
    running = undefined
    clearTimeout(done?.timer)
    return done
  }

  const heard = (reply: LaneReply): void => {
    if (running === undefined || reply.id !== running.message.id) return
    const done = finish()
    if (reply.ok) done?.resolve(reply.value)
    else done?.reject(options.revive(reply.failure))
    next()
  }

  const open = (): Worker => {
    const worker = options.start()
    let fault: unknown
    worker.on('message', heard)
    worker.on('error', (error) => {
      fault = error
      options.onFault(error)
    })
    worker.once('exit', () => {
      if (thread !== worker) return
      thread = undefined
      const cause = fault ?? new Error(`the thread for ${name} ended by itself`)
      finish()?.reject(
        new AppError('internal', { detail: `the thread for ${name} met a fault; try again`, cause }),
      )
      next()
    })
    thread = worker
    return worker
  }

  const giveUp = (): void => {
    finish()?.reject(
      new AppError('timed_out', {
        detail: `${name} took longer than ${patienceMs / 1_000} s and was ended; look whether it was carried out before you repeat it`,
      }),
    )
    void end().then(next)
  }

  const next = (): void => {
    clearTimeout(idle)
    if (running !== undefined) return
    const job = queue.shift()
    if (job === undefined) {
      idle = setTimeout(() => void end(), idleMs)
      idle.unref()
      return
    }
    running = { ...job, timer: setTimeout(giveUp, patienceMs) }
    try {
      ;(thread ?? open()).postMessage(job.message, [...job.handOver])
    } catch (error) {
      finish()?.reject(error instanceof Error ? error : new Error(String(error)))
      next()
    }
  }

  return {
    run: (job, { handOver = [], signal } = {}) =>
      new Promise((resolve, reject) => {
        if (stopped)
          return reject(new AppError('not_ready', { detail: 'the Manager is stopping; try again shortly' }))
        if (queue.length >= mostWaiting) {
          const detail = `too much ${name} waits already; try again in a few seconds`
          return reject(new AppError('rate_limited', { detail, context: { retryAfterSeconds: 5 } }))
        }
        const nobody = () => new AppError('bad_request', { detail: 'the client went away before its turn' })
        if (signal?.aborted) return reject(nobody())
        lastId += 1
        const waiting: Waiting = { message: { id: lastId, job }, handOver, resolve, reject }
        queue.push(waiting)
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at >= 0) queue.splice(at, 1)
          if (at >= 0) reject(nobody())
        })
        next()
      }),
    stop: async () => {
      stopped = true
      clearTimeout(idle)
      const stopping = new AppError('not_ready', { detail: 'the Manager is stopping; try again shortly' })
      for (const waiting of queue.splice(0)) waiting.reject(stopping)
      finish()?.reject(stopping)
      await end()
    },
  }
}
