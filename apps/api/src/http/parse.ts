import { type AnyOperation, AppError, type ErrorCode, type FieldError } from '@flowgate/shared'
import { z } from 'zod'
import { isStorable } from '../platform/storable-text.ts'
import { fieldPath, toFieldErrors } from './field-errors.ts'
import { findLong } from './refuse-long.ts'

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

/** A value with the way to it, as a list that shares its tail: a path is only put together for an error. */
interface Place {
  readonly value: object
  readonly key: PropertyKey
  readonly outer: Place | null
  readonly depth: number
}

const pathOf = (place: Place | null, key?: PropertyKey): PropertyKey[] => {
  const path: PropertyKey[] = key === undefined ? [] : [key]
  for (let at = place; at !== null; at = at.outer) path.unshift(at.key)
  return path
}

/** Text that cannot be stored, and nesting that is too deep: found once here, so that nothing behind has to think of it. */
const refuseUnsafe = (part: string, root: unknown): void => {
  const rest: Place[] = []
  const look = (value: unknown, key: PropertyKey, outer: Place | null): void => {
    if (typeof value === 'string') {
      if (!isStorable(value))
        refuse([
          {
            field: fieldPath(pathOf(outer, key)),
            message: 'must not contain NUL characters or half surrogate pairs',
          },
        ])
    } else if (typeof value === 'object' && value !== null) {
      const depth = (outer?.depth ?? 0) + 1
      const place = { value, key, outer, depth }
      if (depth > deepest)
        refuse([
          {
            field: fieldPath(pathOf(place).slice(0, 6)),
            message: `is nested more than ${deepest} levels deep`,
          },
        ])
      rest.push(place)
    }
  }
  look(root, part, null)
  for (let place = rest.pop(); place !== undefined; place = rest.pop()) {
    const { value } = place
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) look(value[index], index, place)
      continue
    }
    for (const key of Object.keys(value)) {
      if (!isStorable(key))
        refuse([{ field: fieldPath(pathOf(place)), message: 'has a name that cannot be stored' }])
      look(Reflect.get(value, key), key, place)
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
  const long = findLong(place, schema, value)
  if (long !== null) return refuse([long], code)
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
