import { z } from 'zod'
import { displayName, freeText, objectId } from '../primitives/ids.ts'

const port = z.number().int().min(0).max(65_535)
export const portRange = z
  .tuple([port, port])
  .refine(([from, to]) => from <= to, 'the first port must not be above the second')
  .meta({ id: 'PortRange', examples: [[443, 443]] })
const byte = z.number().int().min(0).max(255)

export const serviceEntry = z
  .union([
    z
      .object({
        protocol: z.enum(['tcp', 'udp', 'sctp']),
        sourcePorts: z.array(portRange).max(100).default([]),
        destinationPorts: z.array(portRange).max(100).default([]),
      })
      .strict(),
    z
      .object({
        protocol: z.enum(['icmp', 'icmpv6']),
        type: byte.nullable().default(null),
        code: byte.nullable().default(null),
      })
      .strict(),
    z.object({ protocol: z.literal('ip'), number: byte }).strict(),
  ])
  .meta({ id: 'ServiceEntry' })

export const service = z
  .object({
    id: objectId,
    name: displayName,
    description: freeText(2_000).default(''),
    entries: z.array(serviceEntry).max(500).default([]),
    services: z.array(objectId).max(500).default([]),
  })
  .strict()
  .meta({ id: 'Service' })

export const contextProfile = z
  .object({
    id: objectId,
    name: displayName,
    description: freeText(2_000).default(''),
    appIds: z.array(z.string().min(1).max(100)).max(500).default([]),
    fqdns: z.array(z.string().min(1).max(253)).max(5_000).default([]),
  })
  .strict()
  .meta({ id: 'ContextProfile' })
