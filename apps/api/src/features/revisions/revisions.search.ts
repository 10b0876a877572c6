import type { SearchHit } from '@flowgate/shared'
import type pg from 'pg'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { RevisionRow } from './revisions.mapper.ts'

/** Revisions by number or note. */
export const revisionSearch = ({ pool }: { readonly pool: pg.Pool }): SearchProvider => ({
  find: async ({ q, limit, actor }) => {
    if (!actor.permissions.has('policy:read') || actor.scope.length > 0) return []
    const number = /^r?-?(\d{1,9})$/i.exec(q.trim())?.[1]
    // Asked at every search: past Prisma.
    const { rows } = await pool.query<Pick<RevisionRow, 'number' | 'note' | 'authorName'>>({
      name: 'search-revisions',
      text: `SELECT number, note, "authorName" FROM "Revision"
             WHERE position(lower($1) in lower(note)) > 0 OR number = $2 ORDER BY number DESC LIMIT $3`,
      values: [q.trim(), number === undefined ? null : Number(number), limit],
    })
    return rows.map(
      (row): SearchHit => ({
        kind: 'revision',
        id: String(row.number),
        name: `Revision ${row.number}`,
        detail: row.note === '' ? `by ${row.authorName}` : `${row.note} (${row.authorName})`,
        policyId: null,
      }),
    )
  },
})
