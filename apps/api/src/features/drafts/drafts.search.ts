import type { SearchHit } from '@flowgate/shared'
import { matchesWords } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { Db } from '../../platform/db.ts'
import { maySeeDraft } from './store.read-model.ts'

/** Drafts that are open, by name or owner. */
export const draftSearch = ({ db }: { readonly db: Db }): SearchProvider => ({
  find: async ({ q, limit, actor }) => {
    if (!actor.permissions.has('policy:read')) return []
    const rows = await db.draft.findMany({ where: { status: 'open' }, orderBy: { updatedAt: 'desc' } })
    return rows
      .filter((row) => maySeeDraft(actor, row) && matchesWords(q, [row.name, row.ownerName, row.id]))
      .slice(0, limit)
      .map(
        ({ id, name, ownerName }): SearchHit => ({
          kind: 'draft',
          id,
          name,
          detail: `draft of ${ownerName}`,
          policyId: null,
        }),
      )
  },
})
