import { type AnyOperation, AppError, type ErrorCode, type FieldError } from '@flowgate/shared'
import { z } from 'zod'
import { isStorable } from '../platform/storable-text.ts'
import { fieldPath, toFieldErrors } from './field-errors.ts'

/** Deeper input is nobody's, and recursion must not run out of stack. */
const deepest = 64

const refuse = (errors: readonly FieldError[], code: ErrorCode = 'invalid_input'): never => {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw new AppError(code, {
    detail: first ? `\`${first.field}\` ${first.message}${more}` : 'the request is not valid',
    errors,
  })
}

/** Text that cannot be stored, and nesting that is too deep: found once here, so that nothing behind has to think of it. */
const refuseUnsafe = (place: string, root: unknown): void => {
  const rest: { value: unknown; path: readonly PropertyKey[] }[] = [{ value: root, path: [place] }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, path } = next
    if (path.length > deepest)
      refuse([{ field: fieldPath(path.slice(0, 6)), message: `is nested more than ${deepest} levels deep` }])
    if (typeof value === 'string' && !isStorable(value))
      refuse([{ field: fieldPath(path), message: 'must not contain NUL characters or half surrogate pairs' }])
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key)) refuse([{ field: fieldPath(path), message: 'has a name that cannot be stored' }])
      if (typeof inner === 'string' || (typeof inner === 'object' && inner !== null))
        rest.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] })
    }
  }
}

const namesOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

const parsePart = <S extends z.ZodType>(
  place: string,
  schema: S,
  value: unknown,
  code?: ErrorCode,
): z.output<S> => {
  refuseUnsafe(place, value)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  return refuse(toFieldErrors(place, value, parsed.error.issues, namesOf(schema)), code)
}

export const parseParams = (operation: AnyOperation, params: Readonly<Record<string, string>>) =>
  operation.params === undefined ? undefined : parsePart('params', operation.params, params)

/** @throws AppError `invalid_input` for a parameter that is unknown, repeated or wrong */
export const parseQuery = (operation: AnyOperation, search: URLSearchParams) => {
  const allowed = namesOf(operation.query)
  const errors: FieldError[] = []
  const values = new Map<string, string>()
  for (const [name, value] of search) {
    const field = `query.${name.slice(0, 80)}`
    if (!allowed.includes(name)) {
      const help = allowed.length > 0 ? `allowed: ${allowed.join(', ')}` : 'this operation takes none'
      errors.push({ field, message: 'is not a parameter of this operation', help })
    } else if (values.has(name)) {
      errors.push({ field, message: 'is given more than once', help: 'separate several values by commas' })
    } else values.set(name, value)
  }
  if (errors.length > 0) refuse(errors.slice(0, 20))
  if (operation.query === undefined) return undefined
  return parsePart('query', operation.query, Object.fromEntries(values))
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** No body counts as `{}`, so that operations whose fields are all optional can be called without one. */
export const parseBody = (operation: AnyOperation, value: unknown) => {
  if (operation.body === undefined) {
    if (value === undefined || isEmptyObject(value)) return undefined
    return refuse([{ field: 'body', message: 'is not accepted: this operation takes no body' }])
  }
  const code = operation.errors?.includes('invalid_document') ? 'invalid_document' : undefined
  return parsePart('body', operation.body, value === undefined ? {} : value, code)
}
