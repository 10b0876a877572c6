import { z } from 'zod'
import { instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { operation } from './operation.ts'

/** How traffic stands. `unprotected`: allowed, but only by the default rule. `unknown`: seen, never evaluated. */
export const FLOW_STATES = ['allowed', 'denied', 'unprotected', 'unknown'] as const
export const flowState = z.enum(FLOW_STATES).meta({ id: 'FlowState' })
export type FlowState = z.infer<typeof flowState>

/**
 * One side of traffic at any level: `app:NAME`, `tier:APP/TIER`, `wl:WORKLOAD-ID`, `tag:SCOPE:VALUE`, `group:GROUP-ID`,
 * `addr:ADDRESS-OR-CIDR`, or a bucket: `bucket:uncategorized` (workloads without an application), `bucket:unknown` (private
 * addresses of no workload), `bucket:external` (public addresses), `bucket:hidden` (what the reader may not see). The ids of map nodes are such selectors.
 */
export const selector = z
  .string()
  .max(300)
  .regex(
    /^(app:.+|tier:.+\/.*|wl:.+|tag:.*:.+|group:.+|addr:.+|bucket:(uncategorized|unknown|external|hidden))$/s,
    'use app:, tier:, wl:, tag:, group:, addr: or bucket:',
  )
  .meta({ id: 'Selector', examples: ['app:shop', 'tier:shop/web', 'wl:vm-123', 'bucket:external'] })

/** What every view of traffic can be narrowed by. */
export const flowFilter = z.object({
  from: instant.optional(),
  to: instant.optional(),
  source: selector.optional(),
  destination: selector.optional(),
  /** On either side. */
  either: selector.optional(),
  site: objectId.optional(),
  protocol: z.string().max(10).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Comma-separated. */
  state: z
    .string()
    .regex(/^(allowed|denied|unprotected|unknown)(,(allowed|denied|unprotected|unknown))*$/)
    .optional(),
  /** A rule, or what decided where none did: `default-rule`, `not-protected`, `observer`, `nothing`. */
  ruleId: objectId.optional(),
  revision: z.coerce.number().int().optional(),
  importId: objectId.optional(),
  /** `observed` by the fleet or `imported`. */
  origin: z.enum(['observed', 'imported', 'recorded']).optional(),
})
export type FlowFilter = z.infer<typeof flowFilter>

export const flowEndpoint = z
  .object({
    kind: z.enum(['workload', 'unknown', 'external', 'hidden']),
    workloadId: z.string().nullable(),
    /** Workload, or the name the observer gave, or the address. */
    name: z.string(),
    address: z.string(),
    application: z.string().nullable(),
    tier: z.string().nullable(),
  })
  .meta({ id: 'FlowEndpoint' })
export const decidedBy = z
  .object({
    kind: z.enum(['rule', 'default-rule', 'not-protected', 'observer', 'nothing']),
    policyId: z.string().nullable(),
    policyName: z.string().nullable(),
    ruleId: z.string().nullable(),
    ruleName: z.string().nullable(),
    revision: z.number().int().nullable(),
  })
  .meta({ id: 'DecidedBy' })

export const flowItem = z
  .object({
    id: z.string(),
    source: flowEndpoint,
    destination: flowEndpoint,
    protocol: z.string(),
    /** Destination port; type of ICMP; null where the protocol has none. */
    port: z.number().int().nullable(),
    /** Name of the service that covers it. */
    service: z.string().nullable(),
    state: flowState,
    action: z.enum(['allow', 'drop', 'reject']).nullable(),
    decidedBy,
    sessions: z.number(),
    bytes: z.number(),
    packets: z.number(),
    firstSeen: instant,
    lastSeen: instant,
    appId: z.string().nullable(),
    user: z.string().nullable(),
    process: z.string().nullable(),
    origin: z.enum(['observed', 'imported', 'recorded']),
    importId: z.string().nullable(),
  })
  .meta({ id: 'FlowItem' })
export type FlowItem = z.infer<typeof flowItem>

export const listFlows = operation({
  id: 'flows.list',
  method: 'get',
  path: '/flows',
  summary: 'Flows, the newest first; each row is one conversation within one hour',
  permission: 'flow:read',
  query: pageQuery.extend(flowFilter.shape),
  response: page(flowItem),
})

export const flowGroupBy = z.enum([
  'port',
  'source',
  'destination',
  'pair',
  'source-application',
  'destination-application',
  'state',
  'rule',
  'protocol',
])
export const flowAggregate = z
  .object({
    /** What was grouped by, as shown and as a filter: pass `filter` on to `/flows` to see the rows behind. */
    label: z.string(),
    filter: z.record(z.string(), z.string()),
    flows: z.number().int(),
    sessions: z.number(),
    bytes: z.number(),
    states: z.record(flowState, z.number()),
    lastSeen: instant,
  })
  .meta({ id: 'FlowAggregate' })
export const aggregateFlows = operation({
  id: 'flows.aggregate',
  method: 'get',
  path: '/flows/aggregate',
  summary: 'Flows grouped and summed, the largest first',
  permission: 'flow:read',
  query: flowFilter.extend({
    q: z.string().max(200).optional(),
    groupBy: flowGroupBy,
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  response: z.object({
    items: z.array(flowAggregate),
    /** Groups there are in all. */
    total: z.number().int(),
    totals: z.object({ flows: z.number().int(), sessions: z.number(), bytes: z.number() }),
  }),
})
export const flowTimeline = operation({
  id: 'flows.timeline',
  method: 'get',
  path: '/flows/timeline',
  summary: 'Sessions and bytes over time, by state',
  permission: 'flow:read',
  query: flowFilter.extend({
    q: z.string().max(200).optional(),
    buckets: z.coerce.number().int().min(2).max(500).default(60),
  }),
  response: z.object({
    bucketSeconds: z.number().int(),
    items: z.array(
      z.object({
        at: instant,
        sessions: z.record(flowState, z.number()),
        bytes: z.record(flowState, z.number()),
      }),
    ),
  }),
})
export const exportFlows = operation({
  id: 'flows.export',
  method: 'get',
  path: '/flows/export',
  summary: 'All flows that match the filter, as a file',
  permission: 'flow:read',
  query: flowFilter.extend({
    q: z.string().max(200).optional(),
    format: z.enum(['csv', 'ndjson']).default('csv'),
  }),
  stream: 'file',
})

export const flowImport = z
  .object({
    id: z.string(),
    fileName: z.string(),
    format: z.enum(['vpc', 'zeek', 'hubble', 'csv', 'ndjson']),
    status: z.enum(['done', 'undone']),
    /** Bytes of the file, decompressed. */
    bytes: z.number(),
    records: z.number().int(),
    skipped: z.number().int(),
    badLines: z.number().int(),
    /** Rows stored, after records of the same conversation and hour were added up. */
    flows: z.number().int(),
    firstSeen: instant.nullable(),
    lastSeen: instant.nullable(),
    importedBy: z.string(),
    importedAt: instant,
    undoneAt: instant.nullable(),
    timing: z.object({ parseMs: z.number(), storeMs: z.number() }),
    etag: z.string(),
  })
  .meta({ id: 'FlowImport' })
export type FlowImport = z.infer<typeof flowImport>
const importParams = z.object({ importId: objectId })

export const listImports = operation({
  id: 'flows.listImports',
  method: 'get',
  path: '/flow-imports',
  summary: 'Imports of flow records',
  permission: 'flow:read',
  query: pageQuery,
  response: page(flowImport),
})
/** The body is the file as it is, gzip or plain. Importing the same content again answers 200 with the earlier import. */
export const importFlows = operation({
  id: 'flows.import',
  method: 'post',
  path: '/flow-imports',
  summary: 'Import a file of flow records: AWS VPC, Zeek conn.log, Hubble, CSV or NDJSON',
  permission: 'flow:import',
  query: z.object({
    fileName: z.string().max(255).default('upload'),
    format: z.enum(['auto', 'vpc', 'zeek', 'hubble', 'csv', 'ndjson']).default('auto'),
    /** Chosen by the sender: progress events carry it. */
    progressId: z.string().max(64).optional(),
  }),
  upload: true,
  response: flowImport.extend({ repeated: z.boolean() }),
  status: 201,
  errors: ['unsupported_media_type', 'too_large', 'invalid_input'],
})
export const getImport = operation({
  id: 'flows.getImport',
  method: 'get',
  path: '/flow-imports/:importId',
  summary: 'One import with the lines that could not be read (the first 1,000)',
  permission: 'flow:read',
  params: importParams,
  response: flowImport.extend({
    lines: z.array(z.object({ line: z.number().int(), reason: z.string(), text: z.string() })),
  }),
})
export const undoImport = operation({
  id: 'flows.undoImport',
  method: 'post',
  path: '/flow-imports/:importId/undo',
  summary: 'Take all flows of an import away again',
  permission: 'flow:import',
  params: importParams,
  response: flowImport,
})
