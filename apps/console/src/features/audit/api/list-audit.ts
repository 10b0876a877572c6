import { exportAuditEvents, type Input, listAuditEvents } from '@flowgate/shared'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

export const auditQuery = (query: NonNullable<Input<typeof listAuditEvents>['query']>) =>
  queryOptions({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => api.call(listAuditEvents, { query }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 2_000,
  })

/** Where the browser fetches the file from. */
export const auditFileUrl = (query: NonNullable<Input<typeof exportAuditEvents>['query']>): string =>
  api.url(exportAuditEvents, { query })
