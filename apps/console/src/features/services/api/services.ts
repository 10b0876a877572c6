import {
  createService,
  deleteService,
  getService,
  type Input,
  listServices,
  type ServiceItem,
  serviceUsage,
  updateService,
} from '@flowgate/shared'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { PolicyView } from '../../../lib/view.ts'

export const servicesQuery = (query: NonNullable<Input<typeof listServices>['query']>) =>
  queryOptions({
    queryKey: ['services', 'list', query],
    queryFn: ({ signal }) => api.call(listServices, { query }, { signal }),
    placeholderData: keepPreviousData,
  })
export const serviceQuery = (serviceId: string, view: string) =>
  queryOptions({
    queryKey: ['services', 'one', serviceId, view],
    queryFn: ({ signal }) => api.call(getService, { params: { serviceId }, query: { view } }, { signal }),
    placeholderData: keepPreviousData,
  })
export const serviceUsageQuery = (serviceId: string, view: string) =>
  queryOptions({
    queryKey: ['services', 'usage', serviceId, view],
    queryFn: ({ signal }) => api.call(serviceUsage, { params: { serviceId }, query: { view } }, { signal }),
  })

export type NewServiceBody = NonNullable<Input<typeof createService>['body']>

export const useServiceEdits = ({ draftId, kind, setView }: PolicyView) => {
  const client = useQueryClient()
  const settle = async () => {
    await client.invalidateQueries({ queryKey: ['drafts'] })
    if (kind === 'published') setView('')
    void client.invalidateQueries({ queryKey: ['services'] })
  }
  const create = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: (body: NewServiceBody) => api.call(createService, { params: { draftId }, body }),
    onSuccess: settle,
  })
  const update = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({
      id,
      etag,
      body,
    }: {
      readonly id: string
      readonly etag: string
      readonly body: NewServiceBody
    }) => api.call(updateService, { params: { draftId, serviceId: id }, body }, { ifMatch: etag }),
    onSuccess: settle,
  })
  const remove = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({ id, etag }: ServiceItem) =>
      api.call(deleteService, { params: { draftId, serviceId: id } }, { ifMatch: etag }),
    onSuccess: settle,
  })
  return { create, update, remove }
}
