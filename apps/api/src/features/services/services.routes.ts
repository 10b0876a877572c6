import {
  createService,
  deleteService,
  getService,
  listContextProfiles,
  listServices,
  serviceUsage,
  updateService,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { ServiceQueries } from './services.queries.ts'
import type { ServiceService } from './services.service.ts'

export interface ServiceRoutePorts {
  readonly queries: ServiceQueries
  readonly service: ServiceService
}

export const serviceRoutes = ({ queries, service }: ServiceRoutePorts): readonly Route[] => [
  route(listServices, ({ query, actor }) => queries.list(query, actor)),
  route(getService, ({ params, query, actor }) => queries.get(params.serviceId, query.view, actor)),
  route(serviceUsage, ({ params, query, actor }) => queries.usage(params.serviceId, query.view, actor)),
  route(createService, ({ params, body, actor }) => service.create(params.draftId, body, actor)),
  route(updateService, ({ params, body, ifMatch, actor }) => service.update(params, body, ifMatch, actor)),
  route(deleteService, async ({ params, ifMatch, actor }) => {
    await service.remove(params, ifMatch, actor)
    return undefined
  }),
  route(listContextProfiles, ({ query, actor }) => queries.contextProfiles(query, actor)),
]
