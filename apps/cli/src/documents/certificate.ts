import { readFileSync, writeFileSync } from 'node:fs'
import { CERTIFICATE_VERSION, type DifferenceCertificate } from '@flowgate/engine'
import { l4 } from '@flowgate/shared'
import { z } from 'zod'
import { EXIT } from '../exit-codes.ts'
import { Failure, shortened } from '../failure.ts'
import { readFailure } from '../input.ts'

const range = z.tuple([z.number().int().min(0).max(65_535), z.number().int().min(0).max(65_535)])
const connection = z.union([
  z
    .object({
      protocol: z.enum(['tcp', 'udp', 'sctp']),
      ports: z.array(range).optional(),
      sourcePorts: z.array(range).optional(),
    })
    .strict(),
  z
    .object({
      protocol: z.enum(['icmp', 'icmpv6']),
      types: z
        .array(z.tuple([z.number().int().min(0).max(255), z.number().int().min(0).max(255).nullable()]))
        .optional(),
    })
    .strict(),
  z.object({ protocol: z.literal('ip'), numbers: z.array(range) }).strict(),
])
const verdict = z
  .object({
    action: z.enum(['allow', 'drop', 'reject']),
    decidedAt: z.enum(['source', 'destination']).nullable(),
    policy: z.string().nullable(),
    rule: z.string().nullable(),
  })
  .strict()
const certificate = z
  .object({
    version: z.literal(CERTIFICATE_VERSION),
    before: z.string(),
    after: z.string(),
    regions: z.array(
      z
        .object({
          kind: z.enum(['newly-allowed', 'newly-denied', 'other-denial', 'other-rule']),
          before: verdict,
          after: verdict,
          sources: z.array(z.string()),
          destinations: z.array(z.string()),
          services: z.union([z.literal('all'), z.array(connection)]),
          conditions: z.array(z.object({ condition: z.string(), holds: z.boolean() }).strict()),
          witness: z.object({ source: z.string(), destination: z.string(), l4 }).strict(),
        })
        .strict(),
    ),
  })
  .strict()

/** @throws Failure that says what is wrong with it */
export const readCertificate = (path: string): DifferenceCertificate => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw readFailure(path, error)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Failure(EXIT.invalid, `${path} is not valid JSON: ${(error as Error).message}`)
  }
  const parsed = certificate.safeParse(value)
  if (!parsed.success)
    throw new Failure(
      EXIT.invalid,
      `${path} is not a certificate`,
      shortened(
        parsed.error.issues.map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`),
      ),
    )
  return parsed.data as DifferenceCertificate
}

export const writeCertificate = (path: string, made: DifferenceCertificate): void => {
  try {
    writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`)
  } catch (error) {
    throw new Failure(EXIT.invalid, `cannot write ${path}: ${(error as Error).message}`)
  }
}
