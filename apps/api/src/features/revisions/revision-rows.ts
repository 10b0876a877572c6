import type pg from 'pg'
import { coalesceByKey } from '../../platform/coalesce.ts'
import type { RevisionRow } from './revisions.mapper.ts'

export interface RevisionQuestion {
  /** Part of a note or of an author's name, beginning of a hash, or a number; empty: all. */
  readonly words: string
  /** Whose notes are looked through; null: everybody's. */
  readonly notesOf: string | null
  readonly descending: boolean
  /** Only revisions beyond this number, in the order asked for. */
  readonly after: number | null
  readonly limit: number
}

const FITS = `($1 = '' OR (position(lower($1) in lower(note)) > 0 AND ($2::text IS NULL OR "authorId" = $2))
  OR position(lower($1) in lower("authorName")) > 0 OR starts_with(hash, $1) OR number::text = $1)`
const COUNT = { name: 'count-revisions', text: `SELECT count(*)::int AS total FROM "Revision" WHERE ${FITS}` }
const page = (name: string, beyond: string, order: string) => ({
  name,
  text: `SELECT number, hash, parent, "authorId", "authorName", note, "rollbackOf", changes, counts, "publishedAt"
         FROM "Revision" WHERE ${FITS} AND ($3::bigint IS NULL OR number ${beyond} $3) ORDER BY number ${order} LIMIT $4`,
})
const NEWEST_FIRST = page('revisions-newest-first', '<', 'DESC')
const OLDEST_FIRST = page('revisions-oldest-first', '>', 'ASC')

export interface RevisionRows {
  readonly rows: readonly RevisionRow[]
  readonly total: number
}

/** Pages of revisions, and how many fit in all. Consoles ask often: past Prisma, and those with the same question together. */
export const createRevisionRows = (
  pool: pg.Pool,
): ((question: RevisionQuestion) => Promise<RevisionRows>) => {
  const asked = coalesceByKey(async (key): Promise<RevisionRows> => {
    const { words, notesOf, descending, after, limit } = JSON.parse(key) as RevisionQuestion
    const [{ rows }, { rows: counted }] = await Promise.all([
      pool.query<RevisionRow>({
        ...(descending ? NEWEST_FIRST : OLDEST_FIRST),
        values: [words, notesOf, after, limit],
      }),
      pool.query<{ total: number }>({ ...COUNT, values: [words, notesOf] }),
    ])
    return { rows, total: counted[0]?.total ?? 0 }
  })
  return ({ words, notesOf, descending, after, limit }) =>
    asked(JSON.stringify({ words, notesOf, descending, after, limit }))
}
