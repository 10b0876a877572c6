import type { SearchHit } from '@flowgate/shared'
import type { Feature } from '../../http/feature.ts'
import { matchesWords } from '../../http/paging.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import type { ObjectOf } from '../drafts/objects.read-model.ts'
import { searchObjects } from '../drafts/search-objects.read-model.ts'
import { builtinServices } from './services.mapper.ts'
import { createServiceQueries } from './services.queries.ts'
import { serviceRoutes } from './services.routes.ts'
import { createServiceService } from './services.service.ts'

const hit = ({ id, body }: ObjectOf<'service'>): SearchHit => ({
  kind: 'service',
  id,
  name: body.name,
  detail: body.description === '' ? 'service' : body.description,
  policyId: null,
})

const search = (ports: PolicyPorts): SearchProvider => {
  const own = searchObjects(ports, 'service', hit)
  return {
    find: async (question) => {
      if (!question.actor.permissions.has('policy:read')) return []
      const { q, limit } = question
      const builtin = [...builtinServices.values()].filter(({ id, body }) =>
        matchesWords(q, [id, body.name, body.description]),
      )
      return [...(await own.find(question)), ...builtin.map(hit)].slice(0, limit)
    },
  }
}

export const createServicesFeature = (ports: PolicyPorts): Feature => ({
  routes: serviceRoutes({ queries: createServiceQueries(ports), service: createServiceService(ports) }),
  search: search(ports),
})
