import { z } from 'zod'
import { enforcementMode } from '../document/inventory.ts'
import { instant, objectId } from '../primitives/ids.ts'
import { flowAggregate, flowState } from './flows.ts'
import { operation } from './operation.ts'

export const overview = z
  .object({
    window: z.object({ from: instant, to: instant }),
    workloads: z.object({
      total: z.number().int(),
      modes: z.record(enforcementMode, z.number().int()),
      excluded: z.number().int(),
    }),
    traffic: z.object({
      sessions: z.record(flowState, z.number()),
      /** Distinct conversations (source, destination, protocol, port) by state. */
      conversations: z.record(flowState, z.number()),
      timeline: z.array(z.object({ at: instant, sessions: z.record(flowState, z.number()) })),
      bucketSeconds: z.number().int(),
    }),
    topTalkers: z.array(flowAggregate),
    topDenied: z.array(flowAggregate),
    /** Share of evaluated sessions and conversations that an explicit rule decided, 0 to 1; null without traffic. */
    coverage: z.object({ sessions: z.number().nullable(), conversations: z.number().nullable() }),
    coverageByApplication: z.array(
      z.object({ application: z.string(), sessions: z.number(), covered: z.number(), share: z.number() }),
    ),
    hosts: z.object({
      total: z.number().int(),
      realized: z.number().int(),
      pending: z.number().int(),
      failed: z.number().int(),
      stale: z.number().int(),
      notRealized: z.array(
        z.object({ id: z.string(), name: z.string(), realization: z.string(), since: instant.nullable() }),
      ),
    }),
    policy: z.object({
      revision: z.number().int(),
      publishedAt: instant.nullable(),
      policies: z.number().int(),
      rules: z.number().int(),
      groups: z.number().int(),
      defaultAction: z.enum(['allow', 'drop']),
    }),
    pending: z.array(
      z.object({ draftId: z.string(), name: z.string(), owner: z.string(), changes: z.number().int() }),
    ),
    /** The first-run checklist; an item disappears from Home when all are done. */
    firstRun: z.array(
      z.object({
        step: z.enum(['import-flows', 'review-applications', 'first-group', 'first-policy', 'first-publish']),
        done: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof overview>
export const getOverview = operation({
  id: 'metrics.overview',
  method: 'get',
  path: '/overview',
  summary: 'What a security lead wants to see first',
  permission: 'flow:read',
  query: z.object({ from: instant.optional(), to: instant.optional(), site: objectId.optional() }),
  response: overview,
})
