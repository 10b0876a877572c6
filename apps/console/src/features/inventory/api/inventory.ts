import {
  getWorkload,
  type Input,
  listHosts,
  listSegments,
  listTags,
  listWorkloads,
  updateWorkload,
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

export type WorkloadPatch = NonNullable<Input<typeof updateWorkload>['body']>
interface Edit {
  readonly workload: Pick<WorkloadItem, 'id' | 'etag'>
  readonly body: WorkloadPatch
}

interface Edits {
  readonly edits: readonly Edit[]
  readonly onProgress?: (done: number) => void
}
/** Requests under way at a time. */
const AT_ONCE = 4

/** Several workloads; the first refusal stops the rest and says which it was. What was changed before stays changed. */
export const useUpdateWorkloads = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: async ({ edits, onProgress }: Edits) => {
      let [next, done, failed] = [0, 0, false]
      const work = async () => {
        for (let edit = edits[next++]; edit && !failed; edit = edits[next++]) {
          const { workload, body } = edit
          try {
            await api.call(
              updateWorkload,
              { params: { workloadId: workload.id }, body },
              { ifMatch: workload.etag },
            )
          } catch (error) {
            failed = true
            throw error
          }
          done += 1
          onProgress?.(done)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    },
    onSettled: () =>
      Promise.all(
        ['inventory', 'groups', 'map'].map((name) => client.invalidateQueries({ queryKey: [name] })),
      ),
  })
}
