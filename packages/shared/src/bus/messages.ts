import { z } from 'zod'
import { category, ruleAction } from '../document/policies.ts'
import { evaluation, l4, packetContext } from '../document/verdict.ts'

/** What every host should enforce: a revision, resolved against a version of the inventory. Grows only. */
export const wantedState = z.object({
  revision: z.number().int(),
  inventoryVersion: z.number().int(),
  /** When the Manager decided it, milliseconds since the epoch: latency is counted from here. */
  at: z.number(),
})
export type WantedState = z.infer<typeof wantedState>

export const spanRequest = z.object({
  host: z.string(),
  /** What the host enforces now, null at first. */
  have: z.object({ revision: z.number().int(), inventoryVersion: z.number().int() }).nullable(),
})
export type SpanRequest = z.infer<typeof spanRequest>
/** `span` is the engine's `Span` as JSON in UTF-8, opaque here: `shared` does not know the engine. */
export const spanReply = z.object({
  wanted: wantedState,
  span: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
})
export type SpanReply = z.infer<typeof spanReply>

export const realizationReport = z.object({
  host: z.string(),
  revision: z.number().int(),
  inventoryVersion: z.number().int(),
  state: z.enum(['realized', 'failed']),
  error: z.string().max(2_000).nullable(),
  at: z.number(),
  latencyMs: z.number().nullable(),
  compileMs: z.number().nullable(),
  rules: z.number().int(),
  workloads: z.number().int(),
})
export type RealizationReport = z.infer<typeof realizationReport>

export const heartbeat = z.object({
  host: z.string(),
  datapath: z.enum(['simulated', 'nftables']),
  at: z.number(),
  revision: z.number().int().nullable(),
  inventoryVersion: z.number().int().nullable(),
  connections: z.number().int(),
  dropped: z.number().int(),
})
export type Heartbeat = z.infer<typeof heartbeat>

/** One observed conversation since the last report, from one host's point of view (the source's, where both see it). */
export const reportedFlow = z.object({
  source: z.string(),
  destination: z.string(),
  sourceWorkload: z.string().nullable(),
  destinationWorkload: z.string().nullable(),
  protocol: z.number().int(),
  port: z.number().int(),
  action: z.enum(['allow', 'drop', 'reject']),
  /** What decided: ids are null for the default rule. */
  why: z.string(),
  policy: z.string().nullable(),
  rule: z.string().nullable(),
  revision: z.number().int(),
  sessions: z.number().int(),
  bytes: z.number(),
  packets: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  process: z.string().nullable(),
  user: z.string().nullable(),
  appId: z.string().nullable(),
})
export type ReportedFlow = z.infer<typeof reportedFlow>
export const flowReport = z.object({
  host: z.string(),
  /** Counts up per host and start of the DFE: a report that arrives twice is stored once. */
  epoch: z.string(),
  sequence: z.number().int(),
  flows: z.array(reportedFlow),
})
export type FlowReport = z.infer<typeof flowReport>

export const testRequest = z.object({
  source: z.string(),
  destination: z.string(),
  l4,
  context: packetContext,
  point: z.enum(['source', 'destination']),
  at: z.number(),
  /** A draft's span to evaluate instead of what is enforced; nothing is installed. */
  span: z.unknown().optional(),
})
export type TestRequest = z.infer<typeof testRequest>
export const testReply = z.object({ host: z.string(), revision: z.number().int().nullable(), evaluation })
export type TestReply = z.infer<typeof testReply>

/** Groups and addresses together; both empty = any. */
const enforcedEndpoints = z.object({
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  addresses: z.array(z.string()),
  negated: z.boolean(),
})
/** What a host enforces, in the order of evaluation, in the words of the revision it runs. */
export const rulesReply = z.object({
  revision: z.number().int().nullable(),
  rules: z.array(
    z.object({
      category,
      policy: z.string(),
      policyName: z.string(),
      rule: z.string(),
      ruleName: z.string(),
      action: ruleAction,
      sources: enforcedEndpoints,
      destinations: enforcedEndpoints,
      /** `any`, or names and entries such as `tcp/443`. */
      services: z.string(),
      /** Connections it decided since the DFE began. */
      hits: z.number(),
      /** Of the host, that it applies to. */
      workloads: z.number().int(),
    }),
  ),
})
export type RulesReply = z.infer<typeof rulesReply>

/** Which hosts are simulated, in which worker, and how each behaves. Kept as key-value: whoever runs them follows it. */
export const simulatedFleet = z.object({
  hosts: z.array(
    z.object({
      id: z.string(),
      shard: z.number().int(),
      state: z.enum(['online', 'offline', 'failing']),
    }),
  ),
})
export type SimulatedFleet = z.infer<typeof simulatedFleet>
