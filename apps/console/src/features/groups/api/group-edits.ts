import { createGroup, deleteGroup, type GroupItem, type Input, updateGroup } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { PolicyView } from '../../../lib/view.ts'

export type NewGroupBody = NonNullable<Input<typeof createGroup>['body']>
export type GroupPatch = NonNullable<Input<typeof updateGroup>['body']>

export const useGroupEdits = (view: PolicyView) => {
  const client = useQueryClient()
  const { draftId, kind, setView } = view
  // The first edit makes a draft; the view follows it there.
  const settle = async () => {
    await client.invalidateQueries({ queryKey: ['drafts'] })
    if (kind === 'published') setView('')
    void client.invalidateQueries({ queryKey: ['groups'] })
  }
  const create = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: (body: NewGroupBody) => api.call(createGroup, { params: { draftId }, body }),
    onSuccess: settle,
  })
  const update = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({
      group,
      patch,
      etag,
    }: {
      readonly group: GroupItem
      readonly patch: GroupPatch
      readonly etag?: string
    }) =>
      api.call(
        updateGroup,
        { params: { draftId, groupId: group.id }, body: patch },
        { ifMatch: etag ?? group.etag },
      ),
    onSuccess: settle,
  })
  const remove = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: (group: GroupItem) =>
      api.call(deleteGroup, { params: { draftId, groupId: group.id } }, { ifMatch: group.etag }),
    onSuccess: settle,
  })
  return { create, update, remove }
}
