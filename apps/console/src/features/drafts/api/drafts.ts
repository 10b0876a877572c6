import {
  createDraft,
  discardDraft,
  draftChanges,
  draftFindings,
  getDraft,
  type Input,
  listDrafts,
  publishDraft,
  rebaseDraft,
  renameDraft,
} from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const draftsQuery = (query: NonNullable<Input<typeof listDrafts>['query']>) =>
  queryOptions({
    queryKey: ['drafts', 'list', query],
    queryFn: ({ signal }) => api.call(listDrafts, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
export const draftQuery = (draftId: string) =>
  queryOptions({
    queryKey: ['drafts', 'one', draftId],
    queryFn: ({ signal }) => api.call(getDraft, { params: { draftId } }, { signal }),
  })
export const draftChangesQuery = (draftId: string) =>
  queryOptions({
    queryKey: ['drafts', 'changes', draftId],
    queryFn: ({ signal }) => api.call(draftChanges, { params: { draftId } }, { signal }),
  })
export const draftFindingsQuery = (draftId: string) =>
  queryOptions({
    queryKey: ['drafts', 'findings', draftId],
    queryFn: ({ signal }) => api.call(draftFindings, { params: { draftId } }, { signal }),
  })

type PublishBody = NonNullable<Input<typeof publishDraft>['body']>

export const useDraftActions = (draftId: string) => {
  const client = useQueryClient()
  const settle = () => client.invalidateQueries()
  const params = { draftId }
  const meta = { handlesError: true }
  return {
    publish: useMutation({
      meta,
      mutationFn: (body: PublishBody) => api.call(publishDraft, { params, body }),
    }),
    discard: useMutation({ meta, mutationFn: () => api.call(discardDraft, { params }), onSuccess: settle }),
    rebase: useMutation({
      meta,
      mutationFn: (keep: 'refuse' | 'mine' | 'theirs') => api.call(rebaseDraft, { params, body: { keep } }),
      onSuccess: settle,
    }),
    rename: useMutation({
      meta,
      mutationFn: ({ name, etag }: { readonly name: string; readonly etag: string }) =>
        api.call(renameDraft, { params, body: { name } }, { ifMatch: etag }),
      onSuccess: settle,
    }),
  }
}
export const useCreateDraft = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { failure: 'Could not start a draft' },
    mutationFn: (name: string) => api.call(createDraft, { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['drafts'] }),
  })
}
