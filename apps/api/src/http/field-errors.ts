import type { FieldError } from '@flowgate/shared'
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** More would help nobody. */
const most = 100

const secretField = /password|secret|token|code$/i

export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  )

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    root,
  )

/** What came, short enough for a message. */
export const shorten = (value: unknown): string => {
  if (typeof value === 'string') return value.length > 80 ? `${value.slice(0, 80)}…` : value
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

const received = (root: unknown, path: readonly PropertyKey[]): { received?: string } => {
  if (path.some((part) => secretField.test(String(part)))) return {}
  const value = valueAt(root, path)
  return value === undefined ? {} : { received: shorten(value) }
}

const helpOf = (issue: Issue): { help?: string } => {
  if (issue.code === 'invalid_value') return { help: `use one of ${issue.values.map(String).join(', ')}` }
  if (issue.code === 'invalid_type') return { help: `give a value of type ${issue.expected}` }
  return {}
}

const messageOf = (issue: Issue, missing: boolean): string => {
  if (issue.code === 'invalid_type' && missing) return 'is required'
  if (issue.code === 'invalid_value') return 'is not one of the allowed values'
  return issue.message.replace(/^Invalid input: /, '')
}

/** A union's complaint is that of the alternative which came nearest. */
const nearest = (issue: Issue): Issue[] => {
  if (issue.code !== 'invalid_union') return [issue]
  const [best] = [...issue.errors].sort((a, b) => a.length - b.length)
  if (best === undefined) return [issue]
  return best.flatMap((inner) => nearest({ ...inner, path: [...issue.path, ...inner.path] }))
}

/**
 * zod's issues as field errors.
 * @param place `params`, `query` or `body`
 * @param allowed names at the top, to help with a misspelt one
 */
export const toFieldErrors = (
  place: string,
  root: unknown,
  issues: readonly Issue[],
  allowed: readonly string[] = [],
): FieldError[] =>
  issues
    .flatMap(nearest)
    .flatMap((issue): FieldError[] => {
      if (issue.code === 'unrecognized_keys') {
        const help =
          issue.path.length === 0 && allowed.length > 0 ? { help: `allowed: ${allowed.join(', ')}` } : {}
        return issue.keys.map((key) => ({
          field: fieldPath([place, ...issue.path, key.slice(0, 80)]),
          message: 'is not a field of this request',
          ...help,
        }))
      }
      const missing = valueAt(root, issue.path) === undefined
      return [
        {
          field: fieldPath([place, ...issue.path]),
          message: messageOf(issue, missing),
          ...received(root, issue.path),
          ...helpOf(issue),
        },
      ]
    })
    .slice(0, most)
