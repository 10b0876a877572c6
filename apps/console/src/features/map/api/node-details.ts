import { getMapNode, listTags, listWorkloads } from '@flowgate/shared'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { applicationOf } from '../model/selector.ts'

/** Workloads of an application or tier, the first few. */
export const nodeWorkloadsQuery = (nodeId: string) =>
  queryOptions({
    queryKey: ['inventory', 'of-node', nodeId],
    queryFn: ({ signal }) => {
      const { application, tier } = applicationOf(nodeId)
      const query = { application: application ?? '', limit: 12, ...(tier ? { tag: `tier:${tier}` } : {}) }
      return api.call(listWorkloads, { query }, { signal })
    },
    enabled: applicationOf(nodeId).application !== null,
  })

/** The groups and policies of all workloads behind a node. */
export const nodePoliciesQuery = (node: string) =>
  queryOptions({
    queryKey: ['groups', 'of-node', node],
    queryFn: ({ signal }) => api.call(getMapNode, { query: { node } }, { signal }),
  })

/** Values of the tag `app`. */
export const applicationsQuery = queryOptions({
  queryKey: ['inventory', 'applications'],
  queryFn: async ({ signal }) => {
    const { items } = await api.call(listTags, { query: { scope: 'app', limit: 500 } }, { signal })
    return items.map((tag) => tag.value).sort()
  },
  staleTime: 60_000,
})
