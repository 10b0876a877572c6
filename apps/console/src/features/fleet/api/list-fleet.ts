import { type Input, listFleet } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const fleetQuery = (query: NonNullable<Input<typeof listFleet>['query']>) =>
  queryOptions({
    queryKey: ['fleet', 'list', query],
    queryFn: ({ signal }) => api.call(listFleet, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
