import { z } from 'zod'
import { displayName, freeText, objectId } from '../primitives/ids.ts'
import { addressText } from './inventory.ts'

export const criterion = z
  .object({
    field: z.enum(['tag', 'name', 'os', 'segment']),
    scope: z.string().max(128).nullable().default(null),
    operator: z.enum(['equals', 'not-equals', 'in', 'starts-with', 'ends-with', 'contains', 'exists']),
    values: z.array(z.string().max(200)).max(200),
  })
  .strict()
  .meta({ id: 'Criterion' })
export type Criterion = z.infer<typeof criterion>
export type Criteria = Criterion | { all: Criteria[] } | { any: Criteria[] } | { not: Criteria }

/** Depth is bounded by `checkDocument`, not here: a recursive schema cannot count. */
export const criteria: z.ZodType<Criteria, unknown> = z
  .lazy(() =>
    z.union([
      z.object({ all: z.array(criteria).max(200) }).strict(),
      z.object({ any: z.array(criteria).max(200) }).strict(),
      z.object({ not: criteria }).strict(),
      criterion,
    ]),
  )
  .meta({ id: 'Criteria' })

export const identityText = z
  .string()
  .max(300)
  .regex(/^(user|group):.+$|^claim:[^=]+=.+$/, 'use user:NAME, group:NAME or claim:KEY=VALUE')

export const groupMembers = z
  .object({
    workloads: z.array(objectId).max(50_000).default([]),
    segments: z.array(objectId).max(5_000).default([]),
    groups: z.array(objectId).max(5_000).default([]),
    addresses: z.array(addressText).max(50_000).default([]),
    identities: z.array(identityText).max(5_000).default([]),
  })
  .strict()
  .meta({ id: 'GroupMembers' })

export const securityGroup = z
  .object({
    id: objectId,
    name: displayName,
    description: freeText(2_000).default(''),
    members: groupMembers.default({ workloads: [], segments: [], groups: [], addresses: [], identities: [] }),
    criteria: criteria.nullable().default(null),
  })
  .strict()
  .meta({ id: 'SecurityGroup' })
