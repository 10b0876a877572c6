import { listPolicies, type PolicyItem } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

const MAX_PAGES = 20

/** All policies of a view, in evaluation order. */
export const policiesQuery = (view: string) =>
  queryOptions({
    queryKey: ['policies', 'list', view],
    queryFn: async ({ signal }): Promise<readonly PolicyItem[]> => {
      const items: PolicyItem[] = []
      let cursor: string | undefined
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer = await api.call(
          listPolicies,
          { query: { view, limit: 500, ...(cursor ? { cursor } : {}) } },
          { signal },
        )
        items.push(...answer.items)
        if (answer.nextCursor === null) break
        cursor = answer.nextCursor
      }
      return items
    },
    placeholderData: keepPreviousData,
  })
