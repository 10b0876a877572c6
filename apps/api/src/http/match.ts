import { type AnyOperation, AppError, type Method } from '@flowgate/shared'
import type { Route } from './route.ts'

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

interface Pattern {
  readonly segments: readonly string[]
  readonly methods: ReadonlyMap<Method, Route>
}

const isParameter = (segment: string): boolean => segment.startsWith(':')

/** Fixed words before parameters, so that `/groups/preview` is never taken for a group. */
const bySpecificity = (a: Pattern, b: Pattern): number => {
  for (const [index, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[index] ?? ''))
    if (difference !== 0) return difference
  }
  return 0
}

const fits = ({ segments }: Pattern, path: readonly string[]): boolean =>
  segments.every((segment, index) => isParameter(segment) || segment === path[index])

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new AppError('bad_request', {
      detail: 'the address has a percent sign that starts no valid escape',
    })
  }
}

/**
 * @throws Error when an operation has no route, or more than one, or a route has no operation: found at start, not by a user
 */
export const checkComplete = (routes: readonly Route[], operations: readonly AnyOperation[]): void => {
  const count = new Map<string, number>()
  for (const { operation } of routes) count.set(operation.id, (count.get(operation.id) ?? 0) + 1)
  const known = new Set(operations.map(({ id }) => id))
  const faults = [
    ...operations.filter(({ id }) => !count.has(id)).map(({ id }) => `\`${id}\` has no route`),
    ...[...count].filter(([, times]) => times > 1).map(([id, times]) => `\`${id}\` has ${times} routes`),
    ...[...count.keys()].filter((id) => !known.has(id)).map((id) => `\`${id}\` is no operation`),
  ]
  if (faults.length > 0) throw new Error(`routes and contracts disagree: ${faults.join(', ')}`)
}

/** Finds the route of a request below the API prefix. */
export const createMatcher = (routes: readonly Route[]) => {
  const byPath = new Map<string, Route[]>()
  for (const route of routes) {
    const { path } = route.operation
    byPath.set(path, [...(byPath.get(path) ?? []), route])
  }
  const byLength = new Map<number, Pattern[]>()
  for (const [path, same] of byPath) {
    const segments = path.split('/').slice(1)
    const methods = new Map(same.map((route) => [route.operation.method, route]))
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), { segments, methods }])
  }
  for (const patterns of byLength.values()) patterns.sort(bySpecificity)

  /** @throws AppError `not_found`, or `method_not_allowed` with `context.allow` */
  return (method: string, path: string): Match => {
    const segments = path.split('/').slice(1)
    const found = (byLength.get(segments.length) ?? []).filter((pattern) => fits(pattern, segments))
    if (found.length === 0) throw new AppError('not_found', { detail: 'there is nothing at this address' })
    const wanted = (method === 'HEAD' ? 'get' : method.toLowerCase()) as Method
    for (const pattern of found) {
      const route = pattern.methods.get(wanted)
      if (!route) continue
      const params = pattern.segments.flatMap((name, index) =>
        isParameter(name) ? [[name.slice(1), decode(segments[index] ?? '')] as const] : [],
      )
      return { route, params: Object.fromEntries(params) }
    }
    const methods = new Set(found.flatMap((pattern) => [...pattern.methods.keys()]))
    const allow = [...methods].map((one) => one.toUpperCase())
    if (methods.has('get')) allow.push('HEAD')
    allow.push('OPTIONS')
    throw new AppError('method_not_allowed', {
      detail: `${method} is not possible here; use ${allow.join(', ')}`,
      context: { allow },
    })
  }
}
