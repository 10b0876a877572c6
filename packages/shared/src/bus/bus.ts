export interface Subscription {
  close(): void
}

/**
 * The one way Manager and DFEs talk: in-process, over a worker's port, or over NATS. Payloads are JSON values.
 *
 * Promises: messages of one publisher on one subject arrive in order; `publish` is at most once, `enqueue` at least once
 * (a handler that throws sees the message again); `put` keeps the last value and watchers see it first, then each change.
 */
export interface Bus {
  publish(subject: string, payload: unknown): void
  subscribe(subject: string, handler: (payload: unknown) => void): Subscription
  /** @throws when nobody serves `subject`, or on time-out. */
  request(subject: string, payload: unknown, options?: { timeoutMs?: number }): Promise<unknown>
  serve(subject: string, handler: (payload: unknown) => Promise<unknown> | unknown): Subscription
  /** Durable queue: resolves when the message is safely handed over. */
  enqueue(subject: string, payload: unknown): Promise<void>
  consume(subject: string, handler: (payload: unknown) => Promise<void>): Subscription
  put(key: string, value: unknown): void
  watch(key: string, handler: (value: unknown) => void): Subscription
  close(): Promise<void>
}
