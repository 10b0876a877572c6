import type { MessagePort } from 'node:worker_threads'
import { type Bus, BusError, type Subscription } from '@flowgate/shared'
import { createCalls } from './calls.ts'
import { REQUEST_TIMEOUT_MS } from './in-process-bus.ts'
import type { Outcome, ToHub, ToWorker } from './port-messages.ts'
import { createShared } from './shared-subscriptions.ts'

export interface PortBusOptions {
  readonly onError?: (error: unknown, subject: string) => void
}

type Server = (payload: unknown) => Promise<unknown> | unknown

/** The bus of the process at the other end of `port`, where `servePort` answers. */
export const createPortBus = (port: MessagePort, { onError = () => {} }: PortBusOptions = {}): Bus => {
  const servers = new Map<number, { subject: string; handler: Server }>()
  const calls = createCalls()
  let lastId = 0
  let closed = false

  const send = (message: ToHub): void => {
    if (!closed) port.postMessage(message)
  }
  const open = (op: 'subscribe' | 'watch' | 'serve' | 'consume', subject: string): number => {
    lastId += 1
    send({ op, id: lastId, subject })
    return lastId
  }
  const close = (id: number): void => send({ op: 'close', id })

  const subscribed = createShared({
    open: (subject) => open('subscribe', subject),
    close,
    onError,
    replay: false,
  })
  const watched = createShared({ open: (key) => open('watch', key), close, onError, replay: true })

  const answering = (op: 'serve' | 'consume', subject: string, handler: Server): Subscription => {
    const id = open(op, subject)
    servers.set(id, { subject, handler })
    return {
      close: () => {
        if (servers.delete(id)) close(id)
      },
    }
  }

  const ask = async (id: number, payload: unknown): Promise<Outcome> => {
    const server = servers.get(id)
    if (server === undefined) return { ok: false, failure: 'no-server', message: 'nobody serves it any more' }
    try {
      return { ok: true, value: await server.handler(payload) }
    } catch (error) {
      onError(error, server.subject)
      return { ok: false, failure: 'failed', message: error instanceof Error ? error.message : String(error) }
    }
  }

  const receive = (message: ToWorker): void => {
    if (message.op === 'answer') calls.finish(message.id, message.outcome)
    else if (message.op === 'deliver') {
      subscribed.deliver(message.id, message.payload)
      watched.deliver(message.id, message.payload)
    } else {
      void ask(message.id, message.payload).then((outcome) =>
        send({ op: 'reply', call: message.call, outcome }),
      )
    }
  }

  const end = (): void => {
    closed = true
    servers.clear()
    subscribed.clear()
    watched.clear()
    calls.abort(new BusError('closed', 'the bus is closed'))
  }

  port.on('message', receive)
  port.on('close', end)
  return {
    publish: (subject, payload) => send({ op: 'publish', subject, payload }),
    subscribe: (subject, handler) => subscribed.add(subject, handler),
    request: (subject, payload, { timeoutMs = REQUEST_TIMEOUT_MS } = {}) =>
      calls.start((id) => send({ op: 'request', id, subject, payload, timeoutMs })),
    serve: (subject, handler) => answering('serve', subject, handler),
    enqueue: async (subject, payload) => {
      await calls.start((id) => send({ op: 'enqueue', id, subject, payload }))
    },
    consume: (subject, handler) => answering('consume', subject, handler),
    put: (key, value) => send({ op: 'put', subject: key, payload: value }),
    watch: (key, handler) => watched.add(key, handler),
    close: async () => {
      end()
      port.close()
    },
  }
}
