import { type Bus, type FlowReport, type ReportedFlow, subjects } from '@flowgate/shared'
import { backoff, every, type Scheduler } from '../time.ts'
import { createFlowAggregator } from './flow-aggregator.ts'

export interface FlowReporter {
  observe(flow: ReportedFlow): void
  /** Reports given up since the start, because the Manager was away for too long. */
  dropped(): number
  /** Hands over what is left if the Manager takes it now, then ends. */
  stop(): Promise<void>
}

export interface FlowReporterOptions {
  readonly hostId: string
  readonly bus: Bus
  readonly scheduler: Scheduler
  /** Differs with every start of the DFE, so that sequence numbers may begin anew. */
  readonly epoch: string
  readonly intervalMs: number
  /** Rows in one report; more make a report of their own at once. */
  readonly maxRows?: number
  /** Reports that wait for the Manager; beyond it the oldest is given up. */
  readonly maxReports?: number
}

const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000

/**
 * Sends what was observed, in order, each report until the Manager has it. While one is stuck the next ones are added up
 * instead of piling up, so a long absence costs rows for distinct conversations, not for time.
 */
export const createFlowReporter = ({
  hostId,
  bus,
  scheduler,
  epoch,
  intervalMs,
  maxRows = 2_000,
  maxReports = 20,
}: FlowReporterOptions): FlowReporter => {
  const aggregator = createFlowAggregator()
  const outbox: FlowReport[] = []
  let sequence = 0
  let dropped = 0
  /** Sending, or waiting to try again. */
  let busy = false
  let stopped = false
  let underWay: Promise<void> = Promise.resolve()
  let cancelRetry = (): void => {}

  const cut = (): void => {
    if (aggregator.size() === 0) return
    sequence += 1
    outbox.push({ host: hostId, epoch, sequence, flows: aggregator.take() })
    if (outbox.length > maxReports) {
      // The first may be on its way: giving it up would be counted wrongly.
      outbox.splice(busy ? 1 : 0, 1)
      dropped += 1
    }
  }

  /** Sends until the outbox is empty or a report is not taken. */
  const sendAll = async (attempt: number): Promise<void> => {
    for (let report = outbox[0]; report !== undefined; report = outbox[0]) {
      try {
        await bus.enqueue(subjects.flows, report)
      } catch {
        if (!stopped) retryLater(attempt)
        return
      }
      outbox.shift()
    }
    busy = false
  }

  const send = (attempt = 0): void => {
    busy = true
    underWay = sendAll(attempt)
  }

  const retryLater = (attempt: number): void => {
    const delay = backoff(attempt, FIRST_RETRY_MS, LAST_RETRY_MS)
    cancelRetry = scheduler.after(delay, () => send(attempt + 1))
  }

  const endTicks = every(scheduler, intervalMs, () => {
    if (busy) return
    cut()
    send()
  })

  return {
    observe: (flow) => {
      aggregator.add(flow)
      if (aggregator.size() < maxRows) return
      cut()
      if (!busy) send()
    },
    dropped: () => dropped,
    stop: async () => {
      endTicks()
      cancelRetry()
      stopped = true
      cut()
      await underWay
      await sendAll(0)
    },
  }
}
