import { z } from 'zod'
import { category } from './policies.ts'

export const verdictAction = z.enum(['allow', 'drop', 'reject']).meta({ id: 'VerdictAction' })
export const why = z
  .enum([
    'rule',
    'default-rule',
    'established',
    'related',
    'not-protected',
    'excluded',
    'idle',
    'visibility',
    'not-selected',
    'tcp-strict',
    'unknown-condition',
  ])
  .meta({ id: 'Why' })
export const mismatch = z
  .enum([
    'disabled',
    'outside-schedule',
    'direction',
    'ip-version',
    'applied-to',
    'source',
    'destination',
    'service',
    'context-profile',
    'process',
    'user',
  ])
  .meta({ id: 'Mismatch' })

export const trailStep = z
  .union([
    z.object({ kind: z.literal('category'), category }),
    z.object({
      kind: z.literal('rule'),
      category,
      policy: z.string(),
      rule: z.string(),
      result: z.enum(['matched', 'not-matched', 'unknown']),
      mismatch: mismatch.nullable(),
    }),
    z.object({ kind: z.literal('jump'), category, policy: z.string(), rule: z.string() }),
    z.object({ kind: z.literal('default-rule'), action: z.enum(['allow', 'drop']) }),
  ])
  .meta({ id: 'TrailStep' })

export const evaluation = z
  .object({
    point: z.enum(['source', 'destination']),
    direction: z.enum(['in', 'out']),
    workload: z.string().nullable(),
    vnic: z.string().nullable(),
    host: z.string().nullable(),
    action: verdictAction,
    decided: verdictAction,
    why,
    category: category.nullable(),
    policy: z.string().nullable(),
    rule: z.string().nullable(),
    unknown: z.array(z.enum(['app-id', 'fqdn', 'process', 'user'])),
    trail: z.array(trailStep),
  })
  .meta({ id: 'Evaluation' })

export const verdict = z
  .object({
    action: verdictAction,
    decidedAt: z.enum(['source', 'destination']),
    evaluations: z.array(evaluation),
  })
  .meta({ id: 'Verdict' })

export const l4 = z
  .union([
    z.strictObject({
      protocol: z.enum(['tcp', 'udp', 'sctp']),
      sourcePort: z.number().int().min(0).max(65_535).default(49_152),
      destinationPort: z.number().int().min(0).max(65_535),
    }),
    z.strictObject({
      protocol: z.enum(['icmp', 'icmpv6']),
      type: z.number().int().min(0).max(255),
      code: z.number().int().min(0).max(255).default(0),
    }),
    z.strictObject({ protocol: z.literal('ip'), number: z.number().int().min(0).max(255) }),
  ])
  .meta({ id: 'L4' })

export const packetContext = z
  .object({
    appId: z.string().max(100).nullable(),
    fqdn: z.string().max(253).nullable(),
    user: z.string().max(200).nullable(),
    userGroups: z.array(z.string().max(200)).max(500),
    /** `KEY=VALUE` as the identity provider claims it of the user. */
    userClaims: z.array(z.string().max(300)).max(500),
    process: z.string().max(200).nullable(),
  })
  .partial()
  .strict()
  .meta({ id: 'PacketContext' })
