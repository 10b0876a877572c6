import { aggregateFlows, type Input, type Output } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

type Query = NonNullable<Input<typeof aggregateFlows>['query']>
export type Aggregate = Output<typeof aggregateFlows>

export const aggregateQuery = (query: Query, live: boolean) =>
  queryOptions({
    queryKey: [live ? 'flows-live' : 'flows', 'aggregate', query],
    queryFn: ({ signal }) => api.call(aggregateFlows, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
