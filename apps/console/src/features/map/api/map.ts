import { getMap, type Input, type Output } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export type MapQuery = NonNullable<Input<typeof getMap>['query']>
export type MapResponse = Output<typeof getMap>

/** What was shown stays until the answer to the new question is there. */
export const mapQuery = (query: MapQuery) =>
  queryOptions({
    queryKey: ['map', 'graph', query],
    queryFn: ({ signal }) => api.call(getMap, { query }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
