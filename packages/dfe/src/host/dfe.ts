import { type Bus, HEARTBEAT_MS, type Heartbeat, type ReportedFlow, subjects } from '@flowgate/shared'
import type { Datapath } from '../datapath/datapath.ts'
import { type Clock, every, type Scheduler } from '../time.ts'
import { serveAnswers } from './answers.ts'
import { createFlowReporter } from './flow-reporter.ts'
import { createRealizer } from './realizer.ts'
import type { SpanStore } from './span-store.ts'
import type { Version } from './version.ts'

export interface DfeOptions {
  readonly hostId: string
  readonly bus: Bus
  readonly datapath: Datapath
  readonly clock: Clock
  readonly scheduler: Scheduler
  /** Differs with every start. */
  readonly epoch: string
  /** Absent: after a restart the host enforces nothing until the Manager answers. */
  readonly store?: SpanStore
  readonly heartbeatMs?: number
  readonly flowReportMs?: number
  readonly onError?: (error: unknown) => void
}

/**
 * The Distributed Firewall Engine of one host: brings the datapath to what the Manager wants, answers questions about it,
 * and reports realization, life signs and flows. Without the Manager it keeps enforcing what it realized last.
 */
export interface Dfe {
  readonly hostId: string
  start(): Promise<void>
  /** Hands over the flows not yet reported, then ends. */
  stop(): Promise<void>
  /** A conversation that the datapath saw and decided. */
  observe(flow: ReportedFlow): void
  enforced(): Version | null
  /** Tries again at once what failed before. */
  retry(): void
}

export const createDfe = ({
  hostId,
  bus,
  datapath,
  clock,
  scheduler,
  epoch,
  store,
  heartbeatMs = HEARTBEAT_MS,
  flowReportMs = 2_000,
  onError = () => {},
}: DfeOptions): Dfe => {
  const realizer = createRealizer({ hostId, bus, datapath, clock, scheduler, store, onError })
  const reporter = createFlowReporter({ hostId, bus, scheduler, epoch, intervalMs: flowReportMs })
  const stops: (() => void)[] = []

  const beat = (): void => {
    const enforced = realizer.enforced()
    bus.publish(subjects.heartbeat, {
      host: hostId,
      datapath: datapath.kind,
      at: clock.now(),
      revision: enforced?.revision ?? null,
      inventoryVersion: enforced?.inventoryVersion ?? null,
      connections: datapath.connections(),
      dropped: reporter.dropped(),
    } satisfies Heartbeat)
  }

  return {
    hostId,
    start: async () => {
      const answers = serveAnswers({ hostId, bus, datapath, enforced: realizer.enforced })
      stops.push(() => answers.close(), every(scheduler, heartbeatMs, beat), realizer.stop)
      await realizer.start()
      beat()
    },
    stop: async () => {
      for (const stop of stops.splice(0)) stop()
      await reporter.stop()
    },
    observe: reporter.observe,
    enforced: realizer.enforced,
    retry: realizer.retry,
  }
}
