import { expect, test } from 'vitest'
import { fillPath, missingPermissions, OPERATIONS, ROLE_PERMISSIONS, rolesWith } from '../src/index.ts'

test('every operation has an id and a place of its own', () => {
  expect(OPERATIONS.length).toBeGreaterThan(100)
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length)
  expect(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS.length)
})

test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
  '%s is complete',
  (_, operation) => {
    const named = [...operation.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name)
    expect(Object.keys(operation.params?.shape ?? {}).toSorted()).toEqual(named.toSorted())
    if (operation.method === 'get') expect(operation.body).toBeUndefined()
    if (operation.method === 'get') expect(operation.ifMatch).toBeUndefined()
    expect(operation.summary).toMatch(/^[A-Z]/)
    expect(operation.summary).not.toMatch(/\.$/)
  },
)

test('every operation can be used by an administrator', () => {
  for (const { permission } of OPERATIONS) {
    expect(missingPermissions(new Set(ROLE_PERMISSIONS.administrator), permission)).toEqual([])
  }
})

test('no analyst may change anything', () => {
  const held = new Set(ROLE_PERMISSIONS['security-analyst'])
  const changing = OPERATIONS.filter(({ method }) => method !== 'get')
  const allowed = changing.filter(
    ({ permission }) =>
      permission !== 'public' &&
      permission !== 'signed-in' &&
      missingPermissions(held, permission).length === 0,
  )
  expect(allowed.map(({ id }) => id).toSorted()).toEqual([
    'analysis.test',
    'documents.plan',
    'groups.preview',
  ])
})

test('a missing permission names the roles that hold it', () => {
  expect(rolesWith('policy:publish')).toEqual(['administrator', 'security-administrator', 'policy-publisher'])
})

test('a path with a parameter left out is refused', () => {
  expect(fillPath('/groups/:groupId', { groupId: 'a/b' })).toBe('/groups/a%2Fb')
  expect(() => fillPath('/groups/:groupId', {})).toThrow(/groupId/)
})
