import { draftChanges, type Output } from '@flowgate/shared'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
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
  const draftId = view.view.startsWith('draft:') ? view.view.slice(6) : ''
  const { data } = useQuery({
    ...changesQuery(draftId),
    enabled: draftId !== '',
    select: fieldsOfRules,
  })
  return data ?? NONE
}
