import { type Draft, getMyDraft } from '@flowgate/shared'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from './api.ts'
import { accessFor, useSession } from './session.ts'

/** The caller's current draft; null when there is none. Refetched whenever a draft changes. */
export const myDraftQuery = queryOptions({
  queryKey: ['drafts', 'mine'],
  queryFn: async ({ signal }): Promise<Draft | null> => (await api.call(getMyDraft, {}, { signal })).draft,
  staleTime: 60_000,
})

/** Undefined while it is being fetched, null when there is none (or the caller may not see drafts). */
export const useMyDraft = (): Draft | null | undefined => {
  const { permissions } = useSession()
  const enabled = accessFor(permissions, 'policy:read').allowed
  const { data } = useQuery({ ...myDraftQuery, enabled })
  return enabled ? data : null
}
