import {
  clonePolicy,
  createPolicy,
  deletePolicy,
  type Input,
  type PolicyItem,
  updatePolicy,
} from '@flowgate/shared'
import { useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { useAfterEdit } from './after-edit.ts'

export type NewPolicyBody = NonNullable<Input<typeof createPolicy>['body']>
export type PolicyPatch = NonNullable<Input<typeof updatePolicy>['body']>

export const usePolicyEdits = (view: PolicyView) => {
  const afterEdit = useAfterEdit(view)
  const { draftId } = view
  const create = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: (body: NewPolicyBody) => api.call(createPolicy, { params: { draftId }, body }),
    onSuccess: afterEdit,
  })
  const update = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({
      policyId,
      etag,
      patch,
    }: {
      readonly policyId: string
      readonly etag: string
      readonly patch: PolicyPatch
    }) => api.call(updatePolicy, { params: { draftId, policyId }, body: patch }, { ifMatch: etag }),
    onSettled: afterEdit,
  })
  const clone = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not copy the policy' },
    mutationFn: ({ id }: PolicyItem) =>
      api.call(clonePolicy, { params: { draftId, policyId: id }, body: {} }),
    onSuccess: afterEdit,
  })
  const remove = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({ id, etag }: PolicyItem) =>
      api.call(deletePolicy, { params: { draftId, policyId: id } }, { ifMatch: etag }),
    onSuccess: afterEdit,
  })
  return { create, update, clone, remove }
}
export type PolicyEdits = ReturnType<typeof usePolicyEdits>
