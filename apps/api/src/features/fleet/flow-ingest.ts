import { type Bus, type FlowReport, flowReport, type Subscription, subjects } from '@flowgate/shared'
import type { Log } from '../../platform/log.ts'

/** Stores what hosts observed. */
export interface FlowSink {
  /** All of it or nothing; a report that was stored already changes nothing. */
  store(report: FlowReport): Promise<void>
}

/**
 * Hands flow reports to the sink until it took them: while the database is away they wait in the queue. One that is no
 * report at all is dropped, because no repetition would mend it.
 */
export const ingestFlows = (bus: Bus, sink: FlowSink, log: Pick<Log, 'error'>): Subscription =>
  bus.consume(subjects.flows, async (payload) => {
    const parsed = flowReport.safeParse(payload)
    if (parsed.success) return sink.store(parsed.data)
    log.error({ err: parsed.error }, 'dropped a flow report that is none')
  })
