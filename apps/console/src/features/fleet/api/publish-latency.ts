import { publishLatency } from '@flowgate/shared'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const latencyQuery = (revision: number) =>
  queryOptions({
    queryKey: ['fleet', 'latency', revision],
    queryFn: ({ signal }) => api.call(publishLatency, { params: { revision } }, { signal }),
  })
