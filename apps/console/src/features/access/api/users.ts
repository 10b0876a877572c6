import { createUser, type Input, listRoles, listUsers, type User, updateUser } from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const usersQuery = (query: NonNullable<Input<typeof listUsers>['query']>) =>
  queryOptions({
    queryKey: ['access', 'users', query],
    queryFn: ({ signal }) => api.call(listUsers, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const rolesQuery = queryOptions({
  queryKey: ['access', 'roles'],
  queryFn: ({ signal }) => api.call(listRoles, {}, { signal }),
})

export const useCreateUser = () => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (body: NonNullable<Input<typeof createUser>['body']>) => api.call(createUser, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  })
}

export const useUpdateUser = (user: User) => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (body: NonNullable<Input<typeof updateUser>['body']>) =>
      api.call(updateUser, { params: { userId: user.id }, body }, { ifMatch: user.etag }),
    onSettled: () => client.invalidateQueries({ queryKey: ['access'] }),
  })
}
