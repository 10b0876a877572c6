import { systemActor } from '../../../http/actor.ts'
import type { Audit } from '../../../http/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Log } from '../../../platform/log.ts'
import { HOUR_MS } from '../memory/flow-row.ts'
import { nextFlowWrite } from './flow-writes.ts'

const DAY_MS = 24 * HOUR_MS
const EVERY_MS = HOUR_MS
const DEFAULT_DAYS = 90
/** A host that comes back after so long starts a new epoch anyway. */
const REPORTS_KEPT_DAYS = 7

export interface RetentionPorts {
  readonly db: Db
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Pick<Log, 'error' | 'info'>
  readonly changed: () => Promise<void>
}

/** Takes away flows of hours that began longer ago than the settings keep. Returns how many. */
export const expireFlows = async ({ db, audit, clock, changed }: RetentionPorts): Promise<number> => {
  const settings = await db.settings.findUnique({ where: { id: 1 } })
  const days = settings?.flowRetentionDays ?? DEFAULT_DAYS
  const before = new Date(Math.floor((clock.now() - days * DAY_MS) / HOUR_MS) * HOUR_MS)
  await db.flowReportSeen.deleteMany({
    where: { at: { lt: new Date(clock.now() - REPORTS_KEPT_DAYS * DAY_MS) } },
  })
  const oldest = await db.flow.findFirst({ where: { hour: { lt: before } }, select: { id: true } })
  if (oldest === null) return 0
  const count = await db.$transaction(
    async (tx) => {
      const seq = await nextFlowWrite(tx)
      const deleted = await tx.flow.deleteMany({ where: { hour: { lt: before } } })
      if (deleted.count === 0) return 0
      await tx.flowDeletion.create({ data: { seq, beforeHour: before } })
      const after = { flows: deleted.count, before, flowRetentionDays: days }
      await audit.record(tx, systemActor('retention'), { action: 'flows.expired', after })
      return deleted.count
    },
    { timeout: 10 * 60_000 },
  )
  if (count > 0) await changed()
  return count
}

/** Expires flows now and every hour. */
export const createRetention = (ports: RetentionPorts) => {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const run = () => {
    running = expireFlows(ports).then(
      (count) => {
        if (count > 0) ports.log.info({ flows: count }, 'flows past their retention were deleted')
      },
      (error: unknown) => ports.log.error({ err: error }, 'could not delete old flows'),
    )
  }
  return {
    start: () => {
      run()
      timer = setInterval(run, EVERY_MS)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
