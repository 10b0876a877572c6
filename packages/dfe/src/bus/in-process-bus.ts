import { type Bus, BusError, type Subscription } from '@flowgate/shared'
import { type Scheduler, systemScheduler } from '../time.ts'
import { createDurableQueue, type DurableQueue } from './durable-queue.ts'
import { createRegister } from './register.ts'

export interface InProcessBusOptions {
  readonly scheduler?: Scheduler
  /** Told of every error that a handler threw, with the subject or key it was handling. */
  readonly onError?: (error: unknown, subject: string) => void
  /** Messages that one queue holds at most. */
  readonly queueCapacity?: number
}

export const REQUEST_TIMEOUT_MS = 5_000

type Handler = (payload: unknown) => void
type Server = (payload: unknown) => Promise<unknown> | unknown

/** The bus for everything within one process. Deliveries are made in the order of the calls that caused them. */
export const createInProcessBus = ({
  scheduler = systemScheduler,
  onError = () => {},
  queueCapacity = 10_000,
}: InProcessBusOptions = {}): Bus => {
  const subscribers = createRegister<Handler>()
  const watchers = createRegister<Handler>()
  const servers = createRegister<Server>()
  const queues = new Map<string, DurableQueue>()
  const values = new Map<string, unknown>()
  const consumers = new Set<Subscription>()
  const inFlight = new Set<(error: BusError) => void>()
  let closed = false

  let outgoing: (() => void)[] = []
  const drain = (): void => {
    const batch = outgoing
    outgoing = []
    for (const deliver of batch) deliver()
  }
  const later = (deliver: () => void): void => {
    if (closed) return
    if (outgoing.length === 0) scheduler.after(0, drain)
    outgoing.push(deliver)
  }

  const toAll = (
    handlers: Iterable<Handler>,
    isOpen: (handler: Handler) => boolean,
    subject: string,
    payload: unknown,
  ): void => {
    for (const handler of handlers) {
      later(() => {
        if (!isOpen(handler)) return
        try {
          handler(payload)
        } catch (error) {
          onError(error, subject)
        }
      })
    }
  }

  const queueOf = (subject: string): DurableQueue => {
    const known = queues.get(subject)
    if (known !== undefined) return known
    const queue = createDurableQueue({ subject, scheduler, capacity: queueCapacity, onError })
    queues.set(subject, queue)
    return queue
  }

  const ask = async (subject: string, payload: unknown): Promise<unknown> => {
    const server = servers.next(subject)
    if (server === undefined) throw new BusError('no-server', `nobody serves \`${subject}\``)
    try {
      return await server(payload)
    } catch (error) {
      throw new BusError('failed', error instanceof Error ? error.message : String(error))
    }
  }

  return {
    publish: (subject, payload) =>
      toAll(subscribers.of(subject), (handler) => subscribers.has(subject, handler), subject, payload),
    subscribe: (subject, handler) => subscribers.add(subject, (payload) => handler(payload)),
    serve: (subject, handler) => servers.add(subject, (payload) => handler(payload)),
    request: (subject, payload, { timeoutMs = REQUEST_TIMEOUT_MS } = {}) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new BusError('closed', 'the bus is closed'))
        const settle = (finish: () => void): void => {
          cancel()
          inFlight.delete(abort)
          finish()
        }
        const abort = (error: BusError): void => settle(() => reject(error))
        const cancel = scheduler.after(timeoutMs, () =>
          abort(new BusError('timeout', `\`${subject}\` was not answered within ${timeoutMs} ms`)),
        )
        inFlight.add(abort)
        later(() =>
          ask(subject, payload).then(
            (answer) => settle(() => resolve(answer)),
            (error: BusError) => abort(error),
          ),
        )
      }),
    enqueue: async (subject, payload) => {
      if (closed) throw new BusError('closed', 'the bus is closed')
      queueOf(subject).push(payload)
    },
    consume: (subject, handler) => {
      const consumer = queueOf(subject).consume(handler)
      consumers.add(consumer)
      return {
        close: () => {
          consumers.delete(consumer)
          consumer.close()
        },
      }
    },
    put: (key, value) => {
      if (closed) return
      values.set(key, value)
      toAll(watchers.of(key), (handler) => watchers.has(key, handler), key, value)
    },
    watch: (key, handler) => {
      const own: Handler = (value) => handler(value)
      const watcher = watchers.add(key, own)
      if (values.has(key)) toAll([own], () => watchers.has(key, own), key, values.get(key))
      return watcher
    },
    close: async () => {
      closed = true
      outgoing = []
      for (const register of [subscribers, watchers, servers]) register.clear()
      for (const consumer of consumers) consumer.close()
      consumers.clear()
      for (const abort of inFlight) abort(new BusError('closed', 'the bus was closed'))
    },
  }
}
