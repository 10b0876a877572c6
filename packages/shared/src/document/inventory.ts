import { z } from 'zod'
import { displayName, freeText, objectId } from '../primitives/ids.ts'

const label = z
  .string()
  .max(128)
  .regex(/^[^\s:,][^:,]*$|^$/, 'must not contain a colon or comma, nor start with a space')
export const tag = z
  .object({ scope: label, value: label.min(1, 'must not be empty') })
  .strict()
  .meta({ id: 'Tag', examples: [{ scope: 'app', value: 'shop' }] })

/** An address, CIDR or range as text; the engine checks its meaning. */
export const addressText = z.string().min(2).max(100)

export const site = z.object({ id: objectId, name: displayName }).strict().meta({ id: 'Site' })
export const cluster = z
  .object({ id: objectId, name: displayName, site: objectId })
  .strict()
  .meta({ id: 'Cluster' })
export const host = z
  .object({ id: objectId, name: displayName, cluster: objectId.nullable() })
  .strict()
  .meta({ id: 'Host' })
export const segment = z
  .object({
    id: objectId,
    name: displayName,
    vlan: z.number().int().min(1).max(4094).nullable(),
    subnets: z.array(addressText).max(64),
  })
  .strict()
  .meta({ id: 'Segment' })
export const vnic = z
  .object({
    id: objectId,
    mac: z
      .string()
      .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/, 'must be six lower-case hexadecimal pairs with colons')
      .nullable(),
    segment: objectId.nullable(),
    addresses: z.array(addressText).max(64),
  })
  .strict()
  .meta({ id: 'Vnic' })

export const workloadKind = z.enum(['vm', 'container', 'bare-metal'])
export const powerState = z.enum(['on', 'off', 'suspended'])
export const enforcementMode = z
  .enum(['idle', 'visibility', 'selective', 'full'])
  .meta({ id: 'EnforcementMode' })

export const workload = z
  .object({
    id: objectId,
    name: displayName,
    kind: workloadKind.default('vm'),
    host: objectId.nullable().default(null),
    os: freeText(100).nullable().default(null),
    powerState: powerState.default('on'),
    tags: z.array(tag).max(100).default([]),
    vnics: z.array(vnic).max(32).default([]),
    mode: enforcementMode.default('full'),
    selectiveServices: z.array(objectId).max(200).default([]),
    excluded: z.boolean().default(false),
  })
  .strict()
  .meta({ id: 'Workload' })

export const inventory = z
  .object({
    sites: z.array(site).max(1_000).default([]),
    clusters: z.array(cluster).max(10_000).default([]),
    hosts: z.array(host).max(20_000).default([]),
    segments: z.array(segment).max(20_000).default([]),
    workloads: z.array(workload).max(200_000).default([]),
  })
  .strict()
  .meta({ id: 'Inventory' })
