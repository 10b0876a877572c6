import { beginSecondFactor, confirmSecondFactor, removeSecondFactor } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import { sessionQuery } from '../../../lib/session.ts'

const meta = { handlesError: true }

export const useBeginSecondFactor = () =>
  useMutation({ meta, mutationFn: (password: string) => api.call(beginSecondFactor, { body: { password } }) })

export const useConfirmSecondFactor = () => {
  const client = useQueryClient()
  return useMutation({
    meta,
    mutationFn: (code: string) => api.call(confirmSecondFactor, { body: { code } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
}

export const useRemoveSecondFactor = () => {
  const client = useQueryClient()
  return useMutation({
    meta,
    mutationFn: (password: string) => api.call(removeSecondFactor, { body: { password } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
}
