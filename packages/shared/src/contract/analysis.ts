import { z } from 'zod'
import { l4, packetContext, verdict } from '../document/verdict.ts'
import { instant } from '../primitives/ids.ts'
import { view } from '../primitives/view.ts'
import { operation } from './operation.ts'

/** A workload’s id or name, or an address. */
export const testEndpoint = z
  .string()
  .min(1)
  .max(200)
  .meta({ id: 'TestEndpoint', examples: ['vm-123', '10.1.2.3'] })

export const testBody = z
  .object({
    view: view.default('published'),
    source: testEndpoint,
    destination: testEndpoint,
    l4,
    /** Which of several addresses to use; the first two of the same family otherwise. */
    family: z.enum(['ipv4', 'ipv6']).optional(),
    context: packetContext.default({}),
    /** Evaluated as at this time; now otherwise. */
    at: instant.optional(),
  })
  .strict()
const side = z.object({
  workloadId: z.string().nullable(),
  name: z.string(),
  address: z.string(),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
})
export const testResult = z
  .object({
    source: side,
    destination: side,
    verdict,
    /** One sentence that names what decided. */
    summary: z.string(),
    /** Names behind the ids of the trail. */
    names: z.object({ policies: z.record(z.string(), z.string()), rules: z.record(z.string(), z.string()) }),
    /** The hosts whose engine answered, with the revision they evaluated; for a draft, the draft’s span. */
    answeredBy: z.array(
      z.object({
        host: z.string(),
        revision: z.number().int().nullable(),
        point: z.enum(['source', 'destination']),
      }),
    ),
  })
  .meta({ id: 'TestResult' })
export type TestResult = z.infer<typeof testResult>

export const testPacket = operation({
  id: 'analysis.test',
  method: 'post',
  path: '/analysis/test',
  summary: 'Ask the hosts at both ends what happens to a packet, and why',
  permission: 'analysis:run',
  body: testBody,
  response: testResult,
  errors: ['unknown_reference', 'view_not_found', 'host_unreachable'],
})
