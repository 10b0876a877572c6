import { type Input, listFlows } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

type Query = NonNullable<Input<typeof listFlows>['query']>

/** `live`: refetched whenever traffic arrives. */
export const flowsQuery = (query: Query, live: boolean) =>
  queryOptions({
    queryKey: [live ? 'flows-live' : 'flows', 'list', query],
    queryFn: ({ signal }) => api.call(listFlows, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
