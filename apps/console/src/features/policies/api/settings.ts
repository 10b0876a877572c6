import { getPolicySettings, updatePolicySettings } from '@flowgate/shared'
import { queryOptions, useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { useAfterEdit } from './after-edit.ts'

export const settingsQuery = (view: string) =>
  queryOptions({
    queryKey: ['policies', 'settings', view],
    queryFn: ({ signal }) => api.call(getPolicySettings, { query: { view } }, { signal }),
  })

interface SettingsEdit {
  readonly etag: string
  readonly patch: { readonly defaultAction?: 'allow' | 'drop'; readonly logDefault?: boolean }
}
export const useUpdateSettings = (view: PolicyView) => {
  const afterEdit = useAfterEdit(view)
  return useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not change the default rule' },
    mutationFn: ({ etag, patch }: SettingsEdit) =>
      api.call(updatePolicySettings, { params: { draftId: view.draftId }, body: patch }, { ifMatch: etag }),
    onSettled: afterEdit,
  })
}
