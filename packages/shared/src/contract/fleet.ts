import { z } from 'zod'
import { category, ruleAction } from '../document/policies.ts'
import { instant, objectId, revisionNumber } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { operation } from './operation.ts'

export const realization = z.enum(['pending', 'realized', 'failed', 'stale']).meta({ id: 'Realization' })
export const fleetHost = z
  .object({
    id: z.string(),
    name: z.string(),
    clusterName: z.string().nullable(),
    datapath: z.enum(['simulated', 'nftables']),
    online: z.boolean(),
    realization,
    wantedRevision: z.number().int().nullable(),
    realizedRevision: z.number().int().nullable(),
    realizedAt: instant.nullable(),
    lastSeen: instant.nullable(),
    /** From publish to realized, milliseconds, for the realized revision. */
    latencyMs: z.number().nullable(),
    error: z.string().nullable(),
    workloads: z.number().int(),
    /** Null for a scoped account, here and below: the numbers are of everybody on the host. */
    rules: z.number().int().nullable(),
    connections: z.number().int().nullable(),
    /** Flow reports lost on the way. */
    dropped: z.number().int(),
    simulated: z.object({ state: z.enum(['online', 'offline', 'failing']) }).nullable(),
  })
  .meta({ id: 'FleetHost' })
export type FleetHost = z.infer<typeof fleetHost>
const params = z.object({ hostId: objectId })

export const listFleet = operation({
  id: 'fleet.list',
  method: 'get',
  path: '/fleet',
  summary: 'Hosts with the revision they should and do enforce',
  permission: 'fleet:read',
  query: pageQuery.extend({ realization: realization.optional() }),
  response: page(fleetHost).extend({
    summary: z.object({
      wantedRevision: z.number().int().nullable(),
      hosts: z.number().int(),
      realized: z.number().int(),
      pending: z.number().int(),
      failed: z.number().int(),
      stale: z.number().int(),
    }),
  }),
})
export const getFleetHost = operation({
  id: 'fleet.get',
  method: 'get',
  path: '/fleet/:hostId',
  summary: 'One host',
  permission: 'fleet:read',
  params,
  response: fleetHost.extend({
    history: z.array(
      z.object({
        revision: z.number().int(),
        at: instant,
        latencyMs: z.number().nullable(),
        error: z.string().nullable(),
      }),
    ),
  }),
})
export const hostRules = operation({
  id: 'fleet.rules',
  method: 'get',
  path: '/fleet/:hostId/rules',
  summary: 'The rules a host enforces, in order, as it compiled them',
  permission: 'fleet:read',
  params,
  query: pageQuery,
  response: page(
    z.object({
      sequence: z.number().int(),
      category,
      policyId: z.string(),
      policyName: z.string(),
      ruleId: z.string(),
      ruleName: z.string(),
      action: ruleAction,
      sources: z.string(),
      destinations: z.string(),
      services: z.string(),
      /** Null for a scoped account: the numbers are of everybody whom the rule concerns. */
      workloads: z.number().int().nullable(),
      hits: z.number().nullable(),
    }),
  ),
})
export const simulateHost = operation({
  id: 'fleet.simulate',
  method: 'post',
  path: '/fleet/:hostId/simulate',
  summary: 'Take a simulated host offline, make it fail, or bring it back',
  permission: 'fleet:operate',
  params,
  body: z.object({ state: z.enum(['online', 'offline', 'failing']) }).strict(),
  response: fleetHost,
  errors: ['conflict'],
})
export const publishLatency = operation({
  id: 'fleet.latency',
  method: 'get',
  path: '/fleet/latency/:revision',
  summary: 'How long hosts took from publish to realized',
  permission: 'fleet:read',
  params: z.object({ revision: revisionNumber }),
  response: z.object({
    revision: z.number().int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    maxMs: z.number().nullable(),
    hosts: z.array(z.object({ id: z.string(), name: z.string(), latencyMs: z.number().nullable() })),
    /** Upper bounds in milliseconds with their number of hosts. */
    histogram: z.array(z.object({ upToMs: z.number(), hosts: z.number().int() })),
  }),
})
