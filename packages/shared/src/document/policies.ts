import { z } from 'zod'
import { displayName, freeText, instant, objectId } from '../primitives/ids.ts'
import { addressText } from './inventory.ts'
import { serviceEntry } from './services.ts'

export const CATEGORIES = ['emergency', 'infrastructure', 'environment', 'application'] as const
export const category = z.enum(CATEGORIES).meta({ id: 'Category' })
export const ruleAction = z
  .enum(['allow', 'drop', 'reject', 'jump-to-application'])
  .meta({ id: 'RuleAction' })

export const endpoints = z
  .object({
    groups: z.array(objectId).max(5_000).default([]),
    addresses: z.array(addressText).max(5_000).default([]),
    negated: z.boolean().default(false),
  })
  .strict()
  .meta({ id: 'Endpoints' })
const anywhere = { groups: [], addresses: [], negated: false }

export const ruleServices = z
  .object({
    services: z.array(objectId).max(500).default([]),
    entries: z.array(serviceEntry).max(500).default([]),
  })
  .strict()
  .meta({ id: 'RuleServices' })

export const schedule = z
  .object({
    notBefore: instant.nullable().default(null),
    notAfter: instant.nullable().default(null),
    days: z.array(z.number().int().min(0).max(6)).max(7).default([]),
    minutes: z
      .tuple([z.number().int().min(0).max(1_439), z.number().int().min(0).max(1_440)])
      .nullable()
      .default(null),
  })
  .strict()
  .meta({ id: 'Schedule' })

export const rule = z
  .object({
    id: objectId,
    name: displayName,
    sources: endpoints.default(anywhere),
    destinations: endpoints.default(anywhere),
    services: ruleServices.default({ services: [], entries: [] }),
    contextProfiles: z.array(objectId).max(100).default([]),
    processes: z.array(z.string().min(1).max(200)).max(100).default([]),
    users: z.array(z.string().min(1).max(200)).max(100).default([]),
    direction: z.enum(['in', 'out', 'in-out']).default('in-out'),
    ipVersion: z.enum(['ipv4', 'ipv6', 'any']).default('any'),
    appliedTo: z.array(objectId).max(500).default([]),
    action: ruleAction,
    log: z.boolean().default(false),
    enabled: z.boolean().default(true),
    schedule: schedule.nullable().default(null),
    note: freeText(4_000).default(''),
  })
  .strict()
  .meta({ id: 'Rule' })

/** A policy without its rules: what the API edits as one object. */
export const policyHead = z
  .object({
    id: objectId,
    name: displayName,
    description: freeText(2_000).default(''),
    category,
    appliedTo: z.array(objectId).max(500).default([]),
    enabled: z.boolean().default(true),
    stateful: z.boolean().default(true),
    tcpStrict: z.boolean().default(false),
  })
  .strict()
  .meta({ id: 'PolicyHead' })

export const policy = policyHead
  .extend({ rules: z.array(rule).max(100_000).default([]) })
  .strict()
  .meta({ id: 'PolicyWithRules' })

export const assertion = z
  .object({
    id: objectId,
    name: displayName,
    description: freeText(2_000).default(''),
    kind: z.enum(['must-deny', 'must-allow']),
    sources: endpoints.default(anywhere),
    destinations: endpoints.default(anywhere),
    services: ruleServices.default({ services: [], entries: [] }),
    severity: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
    owner: freeText(200).default(''),
  })
  .strict()
  .meta({ id: 'Assertion' })

export const policySettings = z
  .object({
    defaultAction: z.enum(['allow', 'drop']).default('allow'),
    logDefault: z.boolean().default(false),
  })
  .strict()
  .meta({ id: 'PolicySettings' })
