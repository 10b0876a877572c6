import { z } from 'zod'
import { instant } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { operation } from './operation.ts'

export const auditEvent = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({
      id: z.string().nullable(),
      name: z.string(),
      kind: z.enum(['user', 'token', 'system', 'nobody']),
    }),
    /** `object.verb`, such as `policy.created`. */
    action: z.string(),
    outcome: z.enum(['success', 'denied', 'failed']),
    object: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof auditEvent>

const filter = z.object({
  from: instant.optional(),
  to: instant.optional(),
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  outcome: z.enum(['success', 'denied', 'failed']).optional(),
  objectKind: z.string().max(50).optional(),
  objectId: z.string().max(200).optional(),
  requestId: z.string().max(100).optional(),
})
export const listAuditEvents = operation({
  id: 'audit.list',
  method: 'get',
  path: '/audit',
  summary: 'The audit log, newest first',
  permission: 'audit:read',
  query: pageQuery.extend(filter.shape),
  response: page(auditEvent),
})
export const exportAuditEvents = operation({
  id: 'audit.export',
  method: 'get',
  path: '/audit/export',
  summary: 'All audit events that match the filter, as a file',
  permission: 'audit:read',
  query: filter.extend({
    q: z.string().max(200).optional(),
    format: z.enum(['csv', 'ndjson']).default('ndjson'),
  }),
  stream: 'file',
})
