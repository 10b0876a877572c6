import type { Bus } from '@flowgate/shared'
import type pg from 'pg'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db.ts'
import type { LiveHub } from './events/live-hub.ts'
import type { Ids } from './ids.ts'
import type { Log } from './log.ts'

/** What every feature may use. Made by main, or by a test. */
export interface Platform {
  readonly config: Config
  /** Of this build. */
  readonly version: string
  readonly log: Log
  readonly db: Db
  /** For bulk statements that go past Prisma. */
  readonly pool: pg.Pool
  readonly databaseKind: 'embedded' | 'external'
  readonly bus: Bus
  readonly clock: Clock
  readonly ids: Ids
  readonly live: LiveHub
  /** Aborted when the Manager begins to shut down. */
  readonly stopping: AbortSignal
}
