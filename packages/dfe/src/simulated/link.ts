import { type Bus, BusError, type Subscription } from '@flowgate/shared'

/** A bus with a plug: what a host sees of it when its network comes and goes. */
export interface Link extends Bus {
  plug(connected: boolean): void
}

const unplugged = (): BusError => new BusError('closed', 'the host is not connected')

/** Unplugged, nothing gets out or in: publishing is lost, requests fail, nobody can reach what is served here. */
export const createLink = (bus: Bus): Link => {
  const openers = new Map<symbol, { open: () => Subscription; current: Subscription | undefined }>()
  const pending = new Set<(error: BusError) => void>()
  let connected = true

  const attach = (open: () => Subscription): Subscription => {
    const id = Symbol('subscription')
    openers.set(id, { open, current: connected ? open() : undefined })
    return {
      close: () => {
        openers.get(id)?.current?.close()
        openers.delete(id)
      },
    }
  }

  /** Fails when the plug is pulled before the answer: an answer that nobody can hear is none. */
  const whileConnected = <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!connected) return reject(unplugged())
      pending.add(reject)
      call()
        .then(resolve, reject)
        .finally(() => pending.delete(reject))
    })

  const pull = (): void => {
    for (const entry of openers.values()) {
      entry.current?.close()
      entry.current = undefined
    }
    for (const reject of pending) reject(unplugged())
    pending.clear()
  }

  return {
    plug: (next) => {
      if (next === connected) return
      connected = next
      if (!next) return pull()
      for (const entry of openers.values()) entry.current = entry.open()
    },
    publish: (subject, payload) => {
      if (connected) bus.publish(subject, payload)
    },
    put: (key, value) => {
      if (connected) bus.put(key, value)
    },
    subscribe: (subject, handler) => attach(() => bus.subscribe(subject, handler)),
    watch: (key, handler) => attach(() => bus.watch(key, handler)),
    serve: (subject, handler) => attach(() => bus.serve(subject, handler)),
    consume: (subject, handler) => attach(() => bus.consume(subject, handler)),
    request: (subject, payload, options) => whileConnected(() => bus.request(subject, payload, options)),
    enqueue: (subject, payload) => whileConnected(() => bus.enqueue(subject, payload)),
    close: async () => {
      connected = false
      pull()
      openers.clear()
    },
  }
}
