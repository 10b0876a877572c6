import type { MessagePort } from 'node:worker_threads'
import { type Bus, BusError, type Subscription } from '@flowgate/shared'
import { createCalls } from './calls.ts'
import type { Outcome, ToHub, ToWorker } from './port-messages.ts'

/**
 * Lets whoever holds the other end of `port` use `bus` through `createPortBus`. Ends by itself when the port closes: what
 * the worker served is no longer served, what it was consuming goes to another consumer.
 */
export const servePort = (bus: Bus, port: MessagePort): Subscription => {
  const subscriptions = new Map<number, Subscription>()
  const calls = createCalls()

  const send = (message: ToWorker): void => port.postMessage(message)

  const ask = (id: number, payload: unknown): Promise<unknown> =>
    calls.start((call) => send({ op: 'ask', id, call, payload }))

  const open = (
    op: 'subscribe' | 'watch' | 'serve' | 'consume',
    id: number,
    subject: string,
  ): Subscription => {
    const deliver = (payload: unknown): void => send({ op: 'deliver', id, payload })
    if (op === 'subscribe') return bus.subscribe(subject, deliver)
    if (op === 'watch') return bus.watch(subject, deliver)
    if (op === 'serve') return bus.serve(subject, (payload) => ask(id, payload))
    return bus.consume(subject, async (payload) => {
      await ask(id, payload)
    })
  }

  const answer = (id: number, work: Promise<unknown>): void => {
    const reply = (outcome: Outcome): void => send({ op: 'answer', id, outcome })
    work.then(
      (value) => reply({ ok: true, value }),
      (error: unknown) => reply(failureOf(error)),
    )
  }

  const receive = (message: ToHub): void => {
    switch (message.op) {
      case 'publish':
        bus.publish(message.subject, message.payload)
        break
      case 'put':
        bus.put(message.subject, message.payload)
        break
      case 'request': {
        const { id, subject, payload, timeoutMs } = message
        answer(id, bus.request(subject, payload, { timeoutMs }))
        break
      }
      case 'enqueue':
        answer(message.id, bus.enqueue(message.subject, message.payload))
        break
      case 'close':
        subscriptions.get(message.id)?.close()
        subscriptions.delete(message.id)
        break
      case 'reply':
        calls.finish(message.call, message.outcome)
        break
      default:
        subscriptions.set(message.id, open(message.op, message.id, message.subject))
    }
  }

  const end = (): void => {
    for (const subscription of subscriptions.values()) subscription.close()
    subscriptions.clear()
    calls.abort(new BusError('closed', 'the worker has ended'))
  }

  port.on('message', receive)
  port.on('close', end)
  return {
    close: () => {
      end()
      port.close()
    },
  }
}

const failureOf = (error: unknown): Outcome => ({
  ok: false,
  failure: error instanceof BusError ? error.failure : 'failed',
  message: error instanceof Error ? error.message : String(error),
})
