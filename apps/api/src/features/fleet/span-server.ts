import { setImmediate } from 'node:timers/promises'
import type { Inventory, Span } from '@flowgate/engine'
import {
  type Bus,
  type SpanReply,
  type Subscription,
  spanRequest,
  subjects,
  type WantedState,
} from '@flowgate/shared'

/** Cuts spans out of published revisions. */
export interface SpanSource {
  /** The span of `wanted`, or of a newer inventory; it says itself of which. */
  spanFor(hostId: string, wanted: WantedState): Promise<Span>
}

export interface SpanServerPorts {
  readonly bus: Bus
  readonly spans: SpanSource
  /** What hosts should enforce, as told last. */
  readonly wanted: () => WantedState | null
  readonly inventory: () => Promise<{ readonly version: number; readonly inventory: Inventory }>
}

/**
 * Answers hosts that ask for their span. One span is cut at a time and everybody else gets a turn in between: a thousand
 * hosts that ask at once must not make the console wait.
 */
export const serveSpans = ({ bus, spans, wanted, inventory }: SpanServerPorts): Subscription => {
  let last: Promise<unknown> = Promise.resolve()

  const answer = async (payload: unknown): Promise<SpanReply> => {
    const { host } = spanRequest.parse(payload)
    const target = wanted()
    if (target === null) throw new Error('the Manager does not know yet what hosts should enforce')
    const span = await spans.spanFor(host, target)
    const { revision, inventoryVersion } = span
    if (revision === null) throw new Error(`the span of host \`${host}\` was cut from a draft`)
    return { wanted: { revision, inventoryVersion, at: target.at }, span }
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
