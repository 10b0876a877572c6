import type { Parsed, Settings, updateSettings } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import { checkIfMatch, type IfMatch } from '../../http/if-match.ts'
import type { Db } from '../../platform/db.ts'
import type { SettingsReadModel } from './settings.read-model.ts'

type Change = Parsed<typeof updateSettings>['body']

export interface SettingsService {
  update(change: Change, actor: Actor, ifMatch: IfMatch): Promise<Settings>
}

export const createSettingsService = (ports: {
  db: Db
  audit: Audit
  readModel: SettingsReadModel
}): SettingsService => ({
  update: async (change, actor, ifMatch) => {
    const { db, audit, readModel } = ports
    const after = await db.$transaction(async (tx) => {
      await readModel.read(tx)
      await tx.$queryRaw`SELECT 1 FROM "Settings" WHERE "id" = 1 FOR UPDATE`
      const before = await readModel.read(tx)
      checkIfMatch(ifMatch, before)
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      await tx.settings.update({ where: { id: 1 }, data: { ...given, version: { increment: 1 } } })
      const changed = await readModel.read(tx)
      const object = { kind: 'settings', id: null, name: changed.organization }
      await audit.record(tx, actor, { action: 'settings.updated', object, before, after: changed })
      return changed
    })
    readModel.forget()
    return after
  },
})
