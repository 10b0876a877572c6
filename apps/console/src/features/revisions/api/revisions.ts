import { compareViews, createDraft, getRevision, type Input, listRevisions } from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const revisionsQuery = (query: NonNullable<Input<typeof listRevisions>['query']>) =>
  queryOptions({
    queryKey: ['revisions', 'list', query],
    queryFn: ({ signal }) => api.call(listRevisions, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
export const revisionQuery = (revision: number) =>
  queryOptions({
    queryKey: ['revisions', 'one', revision],
    queryFn: ({ signal }) => api.call(getRevision, { params: { revision } }, { signal }),
  })
export const compareQuery = (before: string, after: string) =>
  queryOptions({
    queryKey: ['revisions-compare', before, after],
    queryFn: ({ signal }) => api.call(compareViews, { query: { before, after } }, { signal }),
  })

/** An older revision's content as a draft: what it brings back is reviewed before it is published. */
export const useRollbackDraft = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (revision: number) =>
      api.call(createDraft, { body: { name: `Return to revision ${revision}`, contentOf: revision } }),
    onSuccess: () => client.invalidateQueries(),
  })
}
