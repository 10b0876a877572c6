import { z } from 'zod'

/** Ids are chosen by people or made from names, survive renames, and are safe in a path segment. */
export const objectId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'use 1 to 128 letters, digits, dots, dashes and underscores, starting with a letter or digit',
  )
  .meta({ id: 'ObjectId', examples: ['shop-web'] })

export const displayName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters')

/** Postgres stores no NUL in text. */
export const freeText = (max: number) =>
  z
    .string()
    .max(max, `must be at most ${max} characters`)
    .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters')

/** RFC 3339 in UTC. Postgres has no year 0. */
export const instant = z.iso
  .datetime({ error: 'must be an RFC 3339 time in UTC, such as 2026-01-31T08:00:00Z' })
  .refine((text) => !text.startsWith('0000'), 'must be a time in the year 1 or later')

export const revisionNumber = z.coerce.number().int().min(0).max(2_147_483_647)
