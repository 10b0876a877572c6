export interface Subscription {
  close(): void
}

/** Why a bus could not do it: nobody serves the subject, no answer in time, the server threw, the queue is full, closed. */
export type BusFailure = 'no-server' | 'timeout' | 'failed' | 'full' | 'closed'

export class BusError extends Error {
  override readonly name = 'BusError'
  readonly failure: BusFailure

  constructor(failure: BusFailure, message: string) {
    super(message)
    this.failure = failure
  }
}

/**
 * The one way Manager and DFEs talk: in-process, over a worker’s port, and later over a network. Payloads are JSON values.
 *
 * Promises: messages of one publisher on one subject arrive in order; `publish` is at most once, `enqueue` at least once
 * (a handler that throws sees the message again); `put` keeps the last value and watchers see it first, then each change.
 * No handler runs inside the call that caused it, and one that throws harms no other. Whoever hands over a payload, and
 * whoever receives one, must not change it afterwards: in one process it is not copied.
 */
export interface Bus {
  publish(subject: string, payload: unknown): void
  subscribe(subject: string, handler: (payload: unknown) => void): Subscription
  /** @throws BusError when nobody serves `subject`, the server threw, or on time-out (5 s unless given). */
  request(subject: string, payload: unknown, options?: { timeoutMs?: number }): Promise<unknown>
  /** Several may serve a subject: each request goes to one of them. */
  serve(subject: string, handler: (payload: unknown) => Promise<unknown> | unknown): Subscription
  /** Durable queue: resolves when the message is safely handed over. @throws BusError when the queue is full. */
  enqueue(subject: string, payload: unknown): Promise<void>
  /** One message at a time, in order; several consumers share the messages. */
  consume(subject: string, handler: (payload: unknown) => Promise<void>): Subscription
  put(key: string, value: unknown): void
  watch(key: string, handler: (value: unknown) => void): Subscription
  close(): Promise<void>
}
