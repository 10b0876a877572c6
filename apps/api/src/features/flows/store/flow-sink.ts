import type { Bus, FlowReport, ReportedFlow } from '@flowgate/shared'
import type { Db, Tx } from '../../../platform/db.ts'
import type { LiveEvents } from '../../../platform/events/live-events.ts'
import { decideReported } from '../flow-state.ts'
import { FLOWS_CHANGED } from '../flows.read-model.ts'
import { HOUR_MS, type NewFlowRow } from '../memory/flow-row.ts'
import { mergeRows, nextFlowWrite, writeFlows } from './flow-writes.ts'

/** Where the fleet's flow reports end. */
export interface FlowSink {
  /** Resolves when the report is stored. The same report (host, epoch, sequence) is stored once, however often it comes. */
  store(report: FlowReport): Promise<void>
  stop(): Promise<void>
}

const rowOf = (flow: ReportedFlow): NewFlowRow => ({
  hour: Math.floor(flow.firstSeen / HOUR_MS) * HOUR_MS,
  origin: 'observed',
  importId: null,
  sourceAddress: flow.source,
  destinationAddress: flow.destination,
  sourceWorkload: flow.sourceWorkload,
  destinationWorkload: flow.destinationWorkload,
  sourceName: null,
  destinationName: null,
  protocol: flow.protocol,
  port: flow.port,
  ...decideReported(flow, flow.revision),
  sessions: flow.sessions,
  bytes: Math.round(flow.bytes),
  packets: Math.round(flow.packets),
  firstSeen: flow.firstSeen,
  lastSeen: flow.lastSeen,
  appId: flow.appId,
  userName: flow.user,
  process: flow.process,
})

/** True the first time for this report. DFEs number their reports without gaps and send them in order. */
const isNew = async (tx: Tx, { host, epoch, sequence }: FlowReport): Promise<boolean> => {
  const touched = await tx.$executeRaw`
    INSERT INTO "FlowReportSeen" ("hostId", "epoch", "sequence", "at") VALUES (${host}, ${epoch}, ${sequence}, now())
    ON CONFLICT ("hostId", "epoch") DO UPDATE SET "sequence" = EXCLUDED."sequence", "at" = now()
    WHERE "FlowReportSeen"."sequence" < EXCLUDED."sequence"`
  return touched > 0
}

/** Reports of one transaction. */
const BATCH = 64
/** Consoles are told of new flows so often. */
const TELL_MS = 1_000

interface Waiting {
  readonly report: FlowReport
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Stores what hosts report. Reports that come while others are being stored share one transaction: the database sees a few large
 * writes instead of one for each host.
 */
export const createFlowSink = ({
  db,
  bus,
  live,
}: {
  readonly db: Db
  readonly bus: Bus
  readonly live: LiveEvents
}): FlowSink => {
  let waiting: Waiting[] = []
  let draining: Promise<void> | undefined
  let arrived = 0
  let timer: NodeJS.Timeout | undefined

  const tell = () => {
    timer = undefined
    bus.publish(FLOWS_CHANGED, {})
    live.publish({ type: 'flows.arrived', flows: arrived })
    arrived = 0
  }

  const storeAll = (reports: readonly FlowReport[]): Promise<number> =>
    db.$transaction(
      async (tx) => {
        const seq = await nextFlowWrite(tx)
        const fresh: FlowReport[] = []
        for (const report of reports) if (await isNew(tx, report)) fresh.push(report)
        const rows = mergeRows(fresh.flatMap(({ flows }) => flows.map(rowOf)))
        if (rows.size > 0) await writeFlows(tx, seq, rows)
        return rows.size
      },
      { timeout: 60_000, maxWait: 60_000 },
    )

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      waiting = waiting.slice(BATCH)
      try {
        arrived += await storeAll(batch.map(({ report }) => report))
        for (const { resolve } of batch) resolve()
        if (arrived > 0 && timer === undefined) {
          timer = setTimeout(tell, TELL_MS)
          timer.unref()
        }
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
  }

  const begin = (): void => {
    draining ??= drain().finally(() => {
      draining = undefined
      // What came after the last look, before this.
      if (waiting.length > 0) begin()
    })
  }

  return {
    store: (report) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ report, resolve, reject })
        begin()
      }),
    stop: async () => {
      while (draining !== undefined) await draining
      clearTimeout(timer)
    },
  }
}
