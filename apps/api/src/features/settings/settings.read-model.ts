import type { Settings } from '@flowgate/shared'
import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'

/** Another replica's change shows here at the latest after this time. */
const freshMs = 5_000

export interface SettingsReadModel {
  /** May be five seconds old: asked for at every request. */
  current(): Promise<Settings>
  /** As it is now, inside `tx`. */
  read(tx: Tx): Promise<Settings>
  /** After a change here. */
  forget(): void
}

export const createSettingsReadModel = (db: Tx, clock: Clock): SettingsReadModel => {
  let kept: { settings: Settings; at: number } | null = null

  const read = async (tx: Tx): Promise<Settings> => {
    const row = await tx.settings.upsert({ where: { id: 1 }, create: { id: 1 }, update: {} })
    const { id, version, ...fields } = row
    return { ...fields, etag: `v${version}` }
  }
  return {
    read,
    forget: () => {
      kept = null
    },
    current: async () => {
      if (kept !== null && clock.now() - kept.at < freshMs) return kept.settings
      const settings = await read(db)
      kept = { settings, at: clock.now() }
      return settings
    },
  }
}
