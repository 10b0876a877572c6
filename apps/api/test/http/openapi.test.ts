import { API_PREFIX, OPERATIONS } from '@flowgate/shared'
import { expect, it } from 'vitest'
import { openApiDocument } from '../../src/http/openapi.ts'

type Json = Record<string, unknown>
const document = openApiDocument(OPERATIONS, '1.2.3')
const paths = document.paths as Record<string, Record<string, Json>>

const refsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  )
}
const at = (ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document)

it('describes every operation once, public ones as such and all others as secured', () => {
  const described = Object.values(paths).flatMap((methods) => Object.values(methods))
  expect(described.map(({ operationId }) => operationId).sort()).toEqual(
    OPERATIONS.map(({ id }) => id).sort(),
  )
  for (const operation of OPERATIONS) {
    const path = API_PREFIX + operation.path.replace(/:([A-Za-z]+)/g, '{$1}')
    const security = paths[path]?.[operation.method]?.security
    expect(security).toEqual(operation.permission === 'public' ? [] : [{ session: [] }, { token: [] }])
  }
})

it('refers only to what it contains', () => {
  const refs = refsIn(document)
  expect(refs.length).toBeGreaterThan(100)
  for (const ref of new Set(refs)) expect(at(ref), ref).toBeTypeOf('object')
})

it('says of every component what it is, not only where it is', () => {
  const { schemas } = document.components as { schemas: Record<string, Json> }
  for (const [name, schema] of Object.entries(schemas)) {
    expect(schema.$ref, name).toBeUndefined()
    expect(Object.keys(schema).length, name).toBeGreaterThan(0)
  }
  expect(schemas.Problem).toMatchObject({ type: 'object', properties: { code: { type: 'string' } } })
})

it('names every path parameter, and problems as problem documents', () => {
  for (const [path, methods] of Object.entries(paths))
    for (const one of Object.values(methods)) {
      const named = (one.parameters as { in: string; name: string }[]).filter(
        (parameter) => parameter.in === 'path',
      )
      expect(named.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
      expect(JSON.stringify(one.responses)).toContain('application/problem+json')
    }
})

it('keeps a large document small by saying things once', () => {
  expect(JSON.stringify(document).length).toBeLessThan(400_000)
})
