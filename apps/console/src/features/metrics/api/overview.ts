import { getOverview, type Input } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

type Query = NonNullable<Input<typeof getOverview>['query']>

export const overviewQuery = (query: Query) =>
  queryOptions({
    queryKey: ['metrics', 'overview', query],
    queryFn: ({ signal }) => api.call(getOverview, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
