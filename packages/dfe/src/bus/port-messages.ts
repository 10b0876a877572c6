import type { BusFailure } from '@flowgate/shared'

/** What came of a call over the port. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: BusFailure; readonly message: string }

/** From a worker to the hub. `id` names a subscription or a call of the worker's. */
export type ToHub =
  | { readonly op: 'publish'; readonly subject: string; readonly payload: unknown }
  | { readonly op: 'put'; readonly subject: string; readonly payload: unknown }
  | {
      readonly op: 'subscribe' | 'watch' | 'serve' | 'consume'
      readonly id: number
      readonly subject: string
    }
  | { readonly op: 'close'; readonly id: number }
  | {
      readonly op: 'request'
      readonly id: number
      readonly subject: string
      readonly payload: unknown
      readonly timeoutMs: number
    }
  | { readonly op: 'enqueue'; readonly id: number; readonly subject: string; readonly payload: unknown }
  | { readonly op: 'reply'; readonly call: number; readonly outcome: Outcome }

/** From the hub to a worker. `ask` is a request or a queued message for subscription `id`; it wants a `reply`. */
export type ToWorker =
  | { readonly op: 'deliver'; readonly id: number; readonly payload: unknown }
  | { readonly op: 'ask'; readonly id: number; readonly call: number; readonly payload: unknown }
  | { readonly op: 'answer'; readonly id: number; readonly outcome: Outcome }
