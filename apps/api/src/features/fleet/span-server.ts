import { setImmediate } from 'node:timers/promises'
import type { Inventory } from '@flowgate/engine'
import {
  type Bus,
  type SpanReply,
  type Subscription,
  spanRequest,
  subjects,
  type WantedState,
} from '@flowgate/shared'

/** Cuts spans out of what is wanted now. */
export interface SpanSource {
  /** The host's span as `encodeSpan` makes it, with what it is a span of. */
  span(hostId: string): Promise<{ readonly wanted: WantedState; readonly span: Uint8Array }>
}

export interface SpanServerPorts {
  readonly bus: Bus
  readonly spans: SpanSource
  readonly inventory: () => Promise<{ readonly version: number; readonly inventory: Inventory }>
}

/**
 * Answers hosts that ask for their span. One span is cut at a time and everybody else gets a turn in between: a thousand
 * hosts that ask at once must not make the console wait.
 */
export const serveSpans = ({ bus, spans, inventory }: SpanServerPorts): Subscription => {
  let last: Promise<unknown> = Promise.resolve()

  const answer = async (payload: unknown): Promise<SpanReply> => {
    const { host } = spanRequest.parse(payload)
    return spans.span(host)
  }

  const inTurn = (payload: unknown): Promise<SpanReply> => {
    const mine = last.then(() => answer(payload))
    last = mine.catch(() => {}).then(() => setImmediate())
    return mine
  }

  const served = [
    bus.serve(subjects.span, inTurn),
    bus.serve(subjects.inventory, async () => {
      const { version, inventory: whole } = await inventory()
      return { version, inventory: whole }
    }),
  ]
  return {
    close: () => {
      for (const each of served) each.close()
    },
  }
}
