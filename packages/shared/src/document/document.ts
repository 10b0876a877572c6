import { z } from 'zod'
import { securityGroup } from './groups.ts'
import { inventory } from './inventory.ts'
import { assertion, policy, policySettings } from './policies.ts'
import { contextProfile, service } from './services.ts'

/** The shape of a Flowgate document. Its meaning (references, cycles, addresses) is checked by the engine. */
export const flowgateDocument = z
  .object({
    apiVersion: z.literal('flowgate/v1'),
    kind: z.literal('Document').default('Document'),
    inventory: inventory.default({ sites: [], clusters: [], hosts: [], segments: [], workloads: [] }),
    settings: policySettings.default({ defaultAction: 'allow', logDefault: false }),
    groups: z.array(securityGroup).max(50_000).default([]),
    services: z.array(service).max(20_000).default([]),
    contextProfiles: z.array(contextProfile).max(20_000).default([]),
    policies: z.array(policy).max(50_000).default([]),
    assertions: z.array(assertion).max(20_000).default([]),
  })
  .strict()
  .meta({ id: 'FlowgateDocument', title: 'Flowgate document' })
export type DocumentInput = z.input<typeof flowgateDocument>

/** The published JSON Schema of what a person may write (defaults may be left out). */
export const documentJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(flowgateDocument, { io: 'input', target: 'draft-2020-12' }) as Record<string, unknown>
