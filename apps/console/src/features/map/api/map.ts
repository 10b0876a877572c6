import { type Client, getMap, type Input, type Output } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export type MapQuery = NonNullable<Input<typeof getMap>['query']>
export type MapResponse = Output<typeof getMap>

/** What was shown stays until the answer to the new question is there. */
export const mapQuery = (query: MapQuery, client: Client = api) =>
  queryOptions({
    queryKey: ['map', 'graph', query],
    queryFn: async ({ signal }): Promise<MapResponse> => {
      // Not parsed again: the Manager has checked it against the same schema, and a large map is megabytes.
      const response = await client.request(getMap, { query }, { signal })
      return response.json()
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
