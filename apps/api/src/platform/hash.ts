import { createHash } from 'node:crypto'

/** SHA-256, hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Short fingerprint of a JSON value that does not depend on the order of its keys: an ETag. */
export const fingerprint = (value: unknown): string => sha256(JSON.stringify(sorted(value))).slice(0, 20)
