import {
  getGroup,
  groupEffectiveMembers,
  groupUsage,
  type Input,
  listGroups,
  previewGroup,
} from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const groupsQuery = (query: NonNullable<Input<typeof listGroups>['query']>) =>
  queryOptions({
    queryKey: ['groups', 'list', query],
    queryFn: ({ signal }) => api.call(listGroups, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const groupQuery = (groupId: string, view: string) =>
  queryOptions({
    queryKey: ['groups', 'one', groupId, view],
    queryFn: ({ signal }) => api.call(getGroup, { params: { groupId }, query: { view } }, { signal }),
    placeholderData: keepPreviousData,
  })

export const groupUsageQuery = (groupId: string, view: string) =>
  queryOptions({
    queryKey: ['groups', 'usage', groupId, view],
    queryFn: ({ signal }) => api.call(groupUsage, { params: { groupId }, query: { view } }, { signal }),
  })

export const effectiveMembersQuery = (
  groupId: string,
  query: NonNullable<Input<typeof groupEffectiveMembers>['query']>,
) =>
  queryOptions({
    queryKey: ['groups', 'effective', groupId, query],
    queryFn: ({ signal }) => api.call(groupEffectiveMembers, { params: { groupId }, query }, { signal }),
    placeholderData: keepPreviousData,
  })

type Preview = NonNullable<Input<typeof previewGroup>['body']>
/** Who would be a member; a newer question cancels the one before. */
export const groupPreviewQuery = (body: Preview, view: string) =>
  queryOptions({
    queryKey: ['groups', 'preview', body, view],
    queryFn: ({ signal }) => api.call(previewGroup, { query: { view }, body }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
