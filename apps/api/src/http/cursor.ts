import { AppError } from '@flowgate/shared'
import { isStorable } from '../platform/storable-text.ts'

type Key = string | number | null

/** Where a page ended: the sort it was made for and the keys of its last row. Opaque to clients. */
export interface Cursor {
  readonly sort: string
  readonly keys: readonly Key[]
}

export const encodeCursor = ({ sort, keys }: Cursor): string =>
  Buffer.from(JSON.stringify([sort, ...keys])).toString('base64url')

const refuse = (text: string): never => {
  throw new AppError('invalid_cursor', {
    detail: 'the cursor is not one that this list gave for this sort order',
    errors: [
      {
        field: 'query.cursor',
        message: 'is not a cursor of this list',
        received: text.slice(0, 80),
        help: 'pass back `nextCursor` of the page before with the same `sort`, or leave it out for the first page',
      },
    ],
  })
}

const isKey = (value: unknown): value is Key =>
  value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))

/**
 * Reads a cursor made for `sort` with `count` keys; null when there is none.
 * @throws AppError `invalid_cursor`
 */
export const decodeCursor = (
  text: string | undefined,
  sort: string,
  count: number,
): readonly Key[] | null => {
  if (text === undefined) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return refuse(text)
  }
  if (!Array.isArray(parsed)) return refuse(text)
  const [madeFor, ...keys] = parsed as unknown[]
  if (madeFor !== sort || keys.length !== count || !keys.every(isKey)) return refuse(text)
  if (keys.some((key) => typeof key === 'string' && !isStorable(key))) return refuse(text)
  return keys
}

/**
 * Reads a cursor whose one key is a whole number; null when there is none.
 * @throws AppError `invalid_cursor`
 */
export const decodeNumberCursor = (text: string | undefined, sort: string): number | null => {
  const keys = decodeCursor(text, sort, 1)
  if (text === undefined || keys === null) return null
  const [key] = keys
  return typeof key === 'number' && Number.isSafeInteger(key) ? key : refuse(text)
}
