import { changePassword } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { sessionQuery } from '../../../lib/session.ts'

export const useChangePassword = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      api.call(changePassword, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
}
