import {
  getWorkload,
  type Input,
  listHosts,
  listSegments,
  listTags,
  listWorkloads,
  updateWorkloads,
  type WorkloadItem,
  workloadPolicies,
} from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const workloadsQuery = (query: NonNullable<Input<typeof listWorkloads>['query']>) =>
  queryOptions({
    queryKey: ['inventory', 'workloads', query],
    queryFn: ({ signal }) => api.call(listWorkloads, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const workloadQuery = (workloadId: string) =>
  queryOptions({
    queryKey: ['inventory', 'workload', workloadId],
    queryFn: ({ signal }) => api.call(getWorkload, { params: { workloadId } }, { signal }),
  })

export const workloadPoliciesQuery = (workloadId: string, view: string) =>
  queryOptions({
    queryKey: ['groups', 'of-workload', workloadId, view],
    queryFn: ({ signal }) =>
      api.call(workloadPolicies, { params: { workloadId }, query: { view } }, { signal }),
  })

export const hostsQuery = (query: NonNullable<Input<typeof listHosts>['query']>) =>
  queryOptions({
    queryKey: ['inventory', 'hosts', query],
    queryFn: ({ signal }) => api.call(listHosts, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const segmentsQuery = (query: NonNullable<Input<typeof listSegments>['query']>) =>
  queryOptions({
    queryKey: ['inventory', 'segments', query],
    queryFn: ({ signal }) => api.call(listSegments, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const tagsQuery = (query: NonNullable<Input<typeof listTags>['query']>) =>
  queryOptions({
    queryKey: ['inventory', 'tags', query],
    queryFn: ({ signal }) => api.call(listTags, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export type WorkloadsEdit = Omit<NonNullable<Input<typeof updateWorkloads>['body']>, 'workloads'>
interface Edits {
  readonly workloads: readonly Pick<WorkloadItem, 'id' | 'etag'>[]
  readonly edit: WorkloadsEdit
  readonly onProgress?: (done: number) => void
}
const AT_ONCE = 250

/** Many workloads, so many at a time; the first refusal stops the rest. What was changed before stays changed. */
export const useUpdateWorkloads = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: async ({ workloads, edit, onProgress }: Edits) => {
      for (let start = 0; start < workloads.length; start += AT_ONCE) {
        const part = workloads.slice(start, start + AT_ONCE).map(({ id, etag }) => ({ id, etag }))
        await api.call(updateWorkloads, { body: { ...edit, workloads: part } })
        onProgress?.(start + part.length)
      }
    },
    onSettled: () =>
      Promise.all(
        ['inventory', 'groups', 'map'].map((name) => client.invalidateQueries({ queryKey: [name] })),
      ),
  })
}
