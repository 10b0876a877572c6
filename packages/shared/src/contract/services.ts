import { z } from 'zod'
import { contextProfile, service, serviceEntry } from '../document/services.ts'
import { displayName, freeText, objectId } from '../primitives/ids.ts'
import { page, pageQuery, queryFlag } from '../primitives/paging.ts'
import { viewQuery } from '../primitives/view.ts'
import { change, references } from './groups.ts'
import { operation } from './operation.ts'

export const serviceItem = service
  .extend({
    etag: z.string(),
    change,
    /** Comes with Flowgate: can be used, not edited. */
    builtin: z.boolean(),
    usedBy: z.number().int(),
  })
  .strip()
  .meta({ id: 'ServiceItem' })
export type ServiceItem = z.infer<typeof serviceItem>
const inDraft = z.object({ draftId: objectId })
const params = z.object({ serviceId: objectId })
const draftService = inDraft.extend(params.shape)

export const listServices = operation({
  id: 'services.list',
  method: 'get',
  path: '/services',
  summary: 'Services, built-in ones included',
  permission: 'policy:read',
  query: pageQuery.extend(viewQuery.shape).extend({
    builtin: queryFlag.optional(),
    protocol: z.string().max(10).optional(),
    port: z.coerce.number().int().min(0).max(65_535).optional(),
  }),
  response: page(serviceItem),
})
export const getService = operation({
  id: 'services.get',
  method: 'get',
  path: '/services/:serviceId',
  summary: 'One service',
  permission: 'policy:read',
  params,
  query: viewQuery,
  response: serviceItem,
})
export const serviceUsage = operation({
  id: 'services.usage',
  method: 'get',
  path: '/services/:serviceId/usage',
  summary: 'Where the service is used',
  permission: 'policy:read',
  params,
  query: viewQuery,
  response: references,
})
export const createService = operation({
  id: 'services.create',
  method: 'post',
  path: '/drafts/:draftId/services',
  summary: 'Create a service in a draft',
  permission: 'policy:write',
  params: inDraft,
  body: service.extend({ id: objectId.optional() }).strict(),
  response: serviceItem,
  status: 201,
  errors: ['id_taken', 'name_taken', 'unknown_reference', 'draft_closed'],
})
export const updateService = operation({
  id: 'services.update',
  method: 'patch',
  path: '/drafts/:draftId/services/:serviceId',
  summary: 'Change a service in a draft',
  permission: 'policy:write',
  params: draftService,
  body: z
    .object({
      name: displayName,
      description: freeText(2_000),
      entries: z.array(serviceEntry).max(500),
      services: z.array(objectId).max(500),
    })
    .partial()
    .strict(),
  response: serviceItem,
  ifMatch: 'required',
  errors: ['name_taken', 'unknown_reference', 'draft_closed', 'forbidden'],
})
export const deleteService = operation({
  id: 'services.delete',
  method: 'delete',
  path: '/drafts/:draftId/services/:serviceId',
  summary: 'Delete a service in a draft, unless it is used',
  permission: 'policy:write',
  params: draftService,
  ifMatch: 'required',
  errors: ['in_use', 'draft_closed', 'forbidden'],
})

export const contextProfileItem = contextProfile
  .extend({ etag: z.string(), change, usedBy: z.number().int() })
  .strip()
  .meta({ id: 'ContextProfileItem' })
export const listContextProfiles = operation({
  id: 'services.listContextProfiles',
  method: 'get',
  path: '/context-profiles',
  summary: 'Context profiles',
  permission: 'policy:read',
  query: pageQuery.extend(viewQuery.shape),
  response: page(contextProfileItem),
})
