import type { SearchHit } from '@flowgate/shared'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { Db } from '../../platform/db.ts'

/** Revisions by number or note. */
export const revisionSearch = ({ db }: { readonly db: Db }): SearchProvider => ({
  find: async ({ q, limit, actor }) => {
    if (!actor.permissions.has('policy:read') || actor.scope.length > 0) return []
    const number = /^r?-?(\d{1,9})$/i.exec(q.trim())?.[1]
    const rows = await db.revision.findMany({
      where: {
        OR: [
          { note: { contains: q.trim(), mode: 'insensitive' } },
          ...(number === undefined ? [] : [{ number: Number(number) }]),
        ],
      },
      orderBy: { number: 'desc' },
      take: limit,
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
