import { z } from 'zod'
import { flowgateDocument } from '../document/document.ts'
import { freeText } from '../primitives/ids.ts'
import { viewQuery } from '../primitives/view.ts'
import { objectChange } from './drafts.ts'
import { operation } from './operation.ts'

const inventoryChange = z.object({
  kind: z.enum(['site', 'cluster', 'host', 'segment', 'workload']),
  id: z.string(),
  change: z.enum(['added', 'modified', 'removed']),
})
export const exportDocument = operation({
  id: 'documents.export',
  method: 'get',
  path: '/document',
  summary: 'Inventory and policy set as a Flowgate document',
  permission: ['inventory:read', 'policy:read'],
  query: viewQuery,
  response: flowgateDocument,
})
export const documentSchema = operation({
  id: 'documents.schema',
  method: 'get',
  path: '/document-schema',
  summary: 'JSON Schema of the Flowgate document',
  permission: 'public',
  response: z.record(z.string(), z.unknown()),
})
export const planDocument = operation({
  id: 'documents.plan',
  method: 'post',
  path: '/document/plan',
  summary: 'What applying a document would change',
  permission: ['inventory:read', 'policy:read'],
  body: flowgateDocument,
  response: z.object({ inventory: z.array(inventoryChange), policy: z.array(objectChange) }),
  errors: ['invalid_document'],
})
/** One transaction: inventory, policy set and revision together, or nothing. */
export const applyDocument = operation({
  id: 'documents.apply',
  method: 'post',
  path: '/document/apply',
  summary: 'Make inventory and published policy set equal to a document',
  permission: ['inventory:write', 'policy:write', 'policy:publish'],
  query: z.object({ note: freeText(2_000).default('') }),
  body: flowgateDocument,
  response: z.object({
    inventory: z.array(inventoryChange),
    policy: z.array(objectChange),
    /** null when the policy set was equal already. */
    revision: z.number().int().nullable(),
  }),
  errors: ['invalid_document', 'in_use'],
})
