import type { Revision } from '@flowgate/shared'
import type { Db } from '../../platform/db.ts'

type Realized = Revision['realization']

interface Row {
  readonly revision: number
  readonly realized: number
  readonly p95: number | null
}

/** How many hosts realized each of the revisions, and how long they took. One query for a whole list. */
export const realizationsOf = async (
  db: Db,
  revisions: readonly number[],
  /** Hosts that count; null = all. */
  among: readonly string[] | null,
): Promise<(revision: number) => Realized> => {
  const [hosts, rows] = await Promise.all([
    among === null ? db.host.count() : among.length,
    revisions.length === 0
      ? []
      : db.$queryRaw<Row[]>`
          SELECT revision, count(DISTINCT "hostId")::int AS realized,
                 percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
          FROM "Realization" WHERE error IS NULL AND revision = ANY(${[...revisions]}::int[])
            AND (${among === null} OR "hostId" = ANY(${[...(among ?? [])]}::text[]))
          GROUP BY revision`,
  ])
  const known = new Map(rows.map((row) => [row.revision, row]))
  return (revision) => {
    const row = known.get(revision)
    return { hosts, realized: row?.realized ?? 0, p95Ms: row?.p95 ?? null }
  }
}
