import type { RuleItem } from '@flowgate/shared'
import type { Clock } from '../../platform/clock.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db } from '../../platform/db.ts'

export type Hits = NonNullable<RuleItem['hits']>

const DAY_MS = 86_400_000
const WINDOW_MS = 30 * DAY_MS
/** How old an answer may be. Counters move with every flow report; nobody needs them by the second. */
const FRESH_MS = 15_000

interface Row {
  readonly ruleId: string
  readonly sessions: number
  readonly lastSeen: Date
}

/** Sessions that each rule decided in the last 30 days: one query for all rules, kept for a while. */
export const createRuleHits = ({ db, clock }: { readonly db: Db; readonly clock: Clock }) => {
  let known: ReadonlyMap<string, Hits> | undefined
  let readAt = 0
  const read = coalesce(async (): Promise<ReadonlyMap<string, Hits>> => {
    if (known !== undefined && clock.now() - readAt < FRESH_MS) return known
    const now = clock.now()
    const rows = await db.$queryRaw<Row[]>`
      SELECT "ruleId", sum(sessions)::float8 AS sessions, max("lastSeen") AS "lastSeen"
      FROM "Flow" WHERE "ruleId" IS NOT NULL AND hour >= ${new Date(now - WINDOW_MS)}
      GROUP BY "ruleId"`
    readAt = now
    known = new Map(
      rows.map(({ ruleId, sessions, lastSeen }) => [ruleId, { sessions, lastHit: lastSeen.toISOString() }]),
    )
    return known
  })
  return async (): Promise<ReadonlyMap<string, Hits>> => {
    if (known === undefined) return read.run()
    // An old answer now beats a fresh one later; whoever asks next gets the fresh one.
    if (clock.now() - readAt >= FRESH_MS) read.run().catch(() => undefined)
    return known
  }
}
export type RuleHits = ReturnType<typeof createRuleHits>
