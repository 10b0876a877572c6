import { flowTimeline, type Input, type Output } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

type Query = NonNullable<Input<typeof flowTimeline>['query']>
export type Timeline = Output<typeof flowTimeline>

export const timelineQuery = (query: Query, live: boolean) =>
  queryOptions({
    queryKey: [live ? 'flows-live' : 'flows', 'timeline', query],
    queryFn: ({ signal }) => api.call(flowTimeline, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
