import { type Input, listMapEdges, type Output } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export type EdgesQuery = NonNullable<Input<typeof listMapEdges>['query']>
export type EdgeRow = Output<typeof listMapEdges>['items'][number]

/** A page of all edges, also of those that the map leaves out. */
export const mapEdgesQuery = (query: EdgesQuery) =>
  queryOptions({
    queryKey: ['map', 'edges', query],
    queryFn: ({ signal }) => api.call(listMapEdges, { query }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
