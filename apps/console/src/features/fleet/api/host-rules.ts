import { hostRules, type Input } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const hostRulesQuery = (hostId: string, query: NonNullable<Input<typeof hostRules>['query']>) =>
  queryOptions({
    queryKey: ['fleet', 'rules', hostId, query],
    queryFn: ({ signal }) => api.call(hostRules, { params: { hostId }, query }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
