import { exportAuditEvents, listAuditEvents } from '@flowgate/shared'
import { systemActor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import { fileRoute, route } from '../../http/route.ts'
import type { SettingsReadModel } from '../settings/settings.read-model.ts'
import { toCsv, toNdjson } from './audit.export.ts'
import { createAuditReadModel } from './audit.read-model.ts'

const trimEveryMs = 6 * 60 * 60_000

export const createAuditFeature = (base: Base, settings: SettingsReadModel): Feature => {
  const { db, audit, clock, log } = base
  const readModel = createAuditReadModel(base.pool)

  /** Removes what is older than the retention says, and says so in the log itself. */
  const trim = async () => {
    const { auditRetentionDays } = await settings.current()
    const before = new Date(clock.now() - auditRetentionDays * 86_400_000)
    await db.$transaction(async (tx) => {
      const { count } = await tx.auditEvent.deleteMany({ where: { at: { lt: before } } })
      if (count > 0)
        await audit.record(tx, systemActor(), { action: 'audit.trimmed', after: { count, before } })
    })
  }
  const trimQuietly = () => {
    trim().catch((error: unknown) => log.warn({ err: error }, 'could not remove old audit events'))
  }
  let timer: NodeJS.Timeout | undefined

  return {
    routes: [
      route(listAuditEvents, ({ query, actor }) => readModel.page(query, actor)),
      fileRoute(exportAuditEvents, async ({ query: { format, ...filter }, actor, signal }) => {
        await audit.record(db, actor, { action: 'audit.exported', after: { format, filter } })
        const batches = readModel.stream(filter, actor, signal)
        const day = new Date(clock.now()).toISOString().slice(0, 10)
        const csv = format === 'csv'
        return {
          fileName: `audit-${day}.${format}`,
          contentType: csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
          chunks: csv ? toCsv(batches) : toNdjson(batches),
        }
      }),
    ],
    start: async () => {
      trimQuietly()
      timer = setInterval(trimQuietly, trimEveryMs)
      timer.unref()
    },
    stop: async () => clearInterval(timer),
  }
}
