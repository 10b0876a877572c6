import { getAbout, getSettings, type Input, type Settings, updateSettings } from '@flowgate/shared'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.call(getSettings, {}, { signal }),
})

export const aboutQuery = queryOptions({
  queryKey: ['settings-about'],
  queryFn: ({ signal }) => api.call(getAbout, {}, { signal }),
})

export const useUpdateSettings = (before: Settings) => {
  const client = useQueryClient()
  return useMutation({
    meta: { handlesError: true },
    mutationFn: (body: NonNullable<Input<typeof updateSettings>['body']>) =>
      api.call(updateSettings, { body }, { ifMatch: before.etag }),
    onSuccess: (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved)
      return client.invalidateQueries({ queryKey: aboutQuery.queryKey })
    },
  })
}
