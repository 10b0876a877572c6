import { BusError } from '@flowgate/shared'
import type { Outcome } from './port-messages.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: BusError) => void
}

/** Calls over a port that wait for their outcome. */
export interface Calls {
  /** `send` gets the call's number. */
  start(send: (call: number) => void): Promise<unknown>
  finish(call: number, outcome: Outcome): void
  /** Fails every waiting call and each one to come. */
  abort(error: BusError): void
}

export const createCalls = (): Calls => {
  const waiting = new Map<number, Waiting>()
  let last = 0
  let ended: BusError | undefined
  return {
    start: (send) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        last += 1
        waiting.set(last, { resolve, reject })
        send(last)
      }),
    finish: (call, outcome) => {
      const caller = waiting.get(call)
      waiting.delete(call)
      if (outcome.ok) caller?.resolve(outcome.value)
      else caller?.reject(new BusError(outcome.failure, outcome.message))
    },
    abort: (error) => {
      ended = error
      for (const caller of waiting.values()) caller.reject(error)
      waiting.clear()
    },
  }
}
