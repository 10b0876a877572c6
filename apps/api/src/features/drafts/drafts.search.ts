import type { SearchHit } from '@flowgate/shared'
import { matchesWords } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db } from '../../platform/db.ts'
import { maySeeDraft } from './store.read-model.ts'

/** Drafts that are open, by name or owner. */
export const draftSearch = ({ db }: { readonly db: Db }): SearchProvider => {
  const { run: openDrafts } = coalesce(() =>
    db.draft.findMany({ where: { status: 'open' }, orderBy: { updatedAt: 'desc' } }),
  )
  return {
    find: async ({ q, limit, actor }) => {
      if (!actor.permissions.has('policy:read')) return []
      return (await openDrafts())
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
  }
}
