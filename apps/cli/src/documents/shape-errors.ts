import type { z } from 'zod'

type Issue = z.core.$ZodIssue
export type Path = readonly PropertyKey[]

const MOST_LETTERS = 80

export const pathText = (path: Path): string =>
  path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('')

/** What stands at a path of parsed input; undefined where nothing does. */
const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    root,
  )

/** What came, short enough for a message. */
const shortText = (value: unknown): string => {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = String(value)
  return `\`${text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text}\``
}

/** The innermost issues: a union says of each of its forms why it does not fit, of which the longest path is meant. */
const leaves = (issue: Issue): Issue[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const options = issue.errors.map((inner) => inner.flatMap(leaves))
  const depth = (found: Issue[]): number => Math.max(...found.map(({ path }) => path.length), 0)
  const best = options.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

const messageOf = (issue: Issue, got: unknown): string => {
  const said = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')
  if (issue.code === 'unrecognized_keys') return said
  return got === undefined ? `is missing: ${said}` : `${said}, got ${shortText(got)}`
}

/** Every way in which `root` has not the wanted shape: where, what would be right, and what was given. */
export const shapeErrors = (
  root: unknown,
  issues: readonly Issue[],
): readonly { readonly path: Path; readonly message: string }[] =>
  issues
    .flatMap(leaves)
    .map((issue) => ({ path: issue.path, message: messageOf(issue, valueAt(root, issue.path)) }))
