import { setImmediate } from 'node:timers/promises'
import { type Bus, type FlowReport, flowReport, type Subscription, subjects } from '@flowgate/shared'
import type { Log } from '../../platform/log.ts'

/** Stores what hosts observed. */
export interface FlowSink {
  /** All of it or nothing; a report that was stored already changes nothing. */
  store(report: FlowReport): Promise<void>
}

export interface FlowIngest {
  start(): void
  /** Stores what is queued, unless the sink refuses it, then takes no more. */
  stop(): Promise<void>
}

/**
 * Hands flow reports to the sink until it took them: while the database is away they wait in the queue. One that is no
 * report at all is dropped, because no repetition would mend it.
 */
export const createFlowIngest = ({
  bus,
  sink,
  log,
}: {
  readonly bus: Bus
  readonly sink: FlowSink
  readonly log: Pick<Log, 'error'>
}): FlowIngest => {
  let consumer: Subscription | undefined
  let storing: Promise<void> | null = null

  const take = async (payload: unknown): Promise<void> => {
    const parsed = flowReport.safeParse(payload)
    if (parsed.success) await sink.store(parsed.data)
    else log.error({ err: parsed.error }, 'dropped a flow report that is none')
  }

  return {
    start: () => {
      consumer = bus.consume(subjects.flows, (payload) => {
        storing = take(payload).finally(() => {
          storing = null
        })
        return storing
      })
    },
    stop: async () => {
      // The queue hands over the next message a turn after it got rid of the last.
      for (let idleTurns = 0; idleTurns < 3; idleTurns += 1) {
        if (storing !== null) idleTurns = 0
        await storing?.catch(() => {})
        await setImmediate()
      }
      consumer?.close()
    },
  }
}
