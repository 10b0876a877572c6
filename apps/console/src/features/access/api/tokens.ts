import { createToken, type Input, listTokens, revokeToken } from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const tokensQuery = (query: NonNullable<Input<typeof listTokens>['query']>) =>
  queryOptions({
    queryKey: ['access', 'tokens', query],
    queryFn: ({ signal }) => api.call(listTokens, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const useCreateToken = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (body: NonNullable<Input<typeof createToken>['body']>) => api.call(createToken, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access', 'tokens'] }),
  })
}

export const useRevokeToken = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (tokenId: string) => api.call(revokeToken, { params: { tokenId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access', 'tokens'] }),
  })
}
