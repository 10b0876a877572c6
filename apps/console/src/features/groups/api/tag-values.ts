import { listTags } from '@flowgate/shared'
import { api } from '../../../lib/api.ts'
import type { EntitySource } from '../../../lib/entity-sources.ts'

/** Values that workloads bear in one scope. */
export const valueSource = (scope: string): EntitySource => ({
  key: ['inventory', 'tag-values', scope],
  search: async (q, signal) =>
    (
      await api.call(
        listTags,
        { query: { limit: 100, ...(scope || q ? { q: q || scope } : {}) } },
        { signal },
      )
    ).items
      .filter((item) => item.scope === scope)
      .map((item) => ({ id: item.value, name: item.value, detail: `${item.workloads} workloads` })),
})
