import { draftChanges, type Output } from '@flowgate/shared'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { useMyDraft } from '../../../lib/my-draft.ts'
import type { PolicyView } from '../../../lib/view.ts'

const changesQuery = (draftId: string) =>
  queryOptions({
    queryKey: ['drafts', 'changes', draftId],
    queryFn: ({ signal }) => api.call(draftChanges, { params: { draftId } }, { signal }),
  })

const fieldsOfRules = ({ items }: Output<typeof draftChanges>): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(items.filter((item) => item.kind === 'rule').map((item) => [item.id, new Set(item.fields)]))

const NONE: ReadonlyMap<string, ReadonlySet<string>> = new Map()

/** Of each changed rule, the fields that differ from what the draft started from. */
export const useChangedFields = (view: PolicyView): ReadonlyMap<string, ReadonlySet<string>> => {
  const mine = useMyDraft()
  const named = view.view.startsWith('draft:') ? view.view.slice(6) : ''
  // By its own id: `mine` is nobody's once it has been published, and asking for it again would be refused.
  const draftId = named === 'mine' ? (mine?.id ?? '') : named
  const { data } = useQuery({
    ...changesQuery(draftId),
    enabled: draftId !== '',
    select: fieldsOfRules,
  })
  return data ?? NONE
}
