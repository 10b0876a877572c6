import { getMapEdge, type Input, type Output } from '@flowgate/shared'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export type EdgeQuery = NonNullable<Input<typeof getMapEdge>['query']>
export type EdgeDetail = Output<typeof getMapEdge>
export type EdgeService = EdgeDetail['services'][number]

export const mapEdgeQuery = (query: EdgeQuery) =>
  queryOptions({
    queryKey: ['map', 'edge', query],
    queryFn: ({ signal }) => api.call(getMapEdge, { query }, { signal }),
    staleTime: 60_000,
  })
