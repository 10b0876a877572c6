import { z } from 'zod'
import { viewQuery } from '../primitives/view.ts'
import { operation } from './operation.ts'

export const searchHit = z
  .object({
    kind: z.enum([
      'workload',
      'group',
      'service',
      'policy',
      'rule',
      'host',
      'segment',
      'application',
      'revision',
      'draft',
      'user',
    ]),
    id: z.string(),
    name: z.string(),
    detail: z.string(),
    policyId: z.string().nullable(),
  })
  .meta({ id: 'SearchHit' })
export type SearchHit = z.infer<typeof searchHit>
export const searchAll = operation({
  id: 'search.all',
  method: 'get',
  path: '/search',
  summary: 'Everything the caller may see whose name, id, address or tag contains the words',
  permission: 'signed-in',
  query: viewQuery.extend({
    q: z.string().min(1).max(200),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  response: z.object({ items: z.array(searchHit) }),
})
