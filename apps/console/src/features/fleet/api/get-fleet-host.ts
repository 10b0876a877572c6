import { getFleetHost } from '@flowgate/shared'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const fleetHostQuery = (hostId: string) =>
  queryOptions({
    queryKey: ['fleet', 'host', hostId],
    queryFn: ({ signal }) => api.call(getFleetHost, { params: { hostId } }, { signal }),
  })
