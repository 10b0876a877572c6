import type { Revision } from '@flowgate/shared'
import type pg from 'pg'
import { coalesceByKey } from '../../platform/coalesce.ts'

type Realized = Revision['realization']

interface Row {
  readonly revision: number
  readonly realized: number
  readonly p95: number | null
}

/**
 * How many of the hosts realized each of the revisions, and how long they took. One query for a whole list, past Prisma, and for all
 * who ask the same meanwhile.
 */
export const createRealizations = (pool: pg.Pool) => {
  const asked = coalesceByKey(async (key) => {
    const [revisions, hosts] = JSON.parse(key) as [number[], string[]]
    const { rows } = await pool.query<Row>({
      name: 'realizations-of',
      text: `SELECT revision, count(DISTINCT "hostId")::int AS realized,
               percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
             FROM "Realization" WHERE error IS NULL AND revision = ANY($1::int[]) AND "hostId" = ANY($2::text[])
             GROUP BY revision`,
      values: [revisions, hosts],
    })
    return new Map(rows.map((row) => [row.revision, row]))
  })
  /** @param hosts ids of the hosts that count */
  return async (
    revisions: readonly number[],
    hosts: readonly string[],
  ): Promise<(revision: number) => Realized> => {
    const known = await asked(JSON.stringify([revisions, hosts]))
    return (revision) => {
      const row = known.get(revision)
      return { hosts: hosts.length, realized: row?.realized ?? 0, p95Ms: row?.p95 ?? null }
    }
  }
}
