import {
  AppError,
  type Client,
  createClient,
  createToken,
  getSession,
  listTokens,
  listUsers,
  revokeToken,
} from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

const withToken = (token: string): Client =>
  createClient({ baseUrl: manager.url, fetch, headers: () => ({ authorization: `Bearer ${token}` }) })
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

it('does what it was made for and no more, is shown once, and is not stored', async () => {
  const client = await manager.as('administrator')
  const { token, secret } = await client.call(createToken, {
    body: { name: 'pipeline', permissions: ['inventory:read'], expiresInDays: 30 },
  })
  expect(secret).toMatch(/^fgt_[A-Za-z0-9_-]{43}$/)
  expect(secret.startsWith(token.prefix)).toBe(true)
  const narrow = withToken(secret)
  const session = await narrow.call(getSession)
  expect(session).toMatchObject({
    kind: 'token',
    permissions: ['inventory:read'],
    expiresAt: token.expiresAt,
  })
  expect(await codeOf(narrow.call(listUsers))).toBe('forbidden')
  expect(JSON.stringify(await manager.db.apiToken.findMany())).not.toContain(secret)
  const { items } = await client.call(listTokens, { query: { q: 'pipeline' } })
  expect(items[0]?.lastUsedAt).not.toBeNull()
})

it('gives nobody more than they have', async () => {
  const owner = await manager.as('application-owner')
  const body = { name: 'too much', permissions: ['user:write' as const], expiresInDays: 1 }
  expect(await codeOf(owner.call(createToken, { body }))).toBe('forbidden')
})

it('shrinks with its owner’s role', async () => {
  const { id, token } = await manager.user('administrator')
  await manager.db.user.update({ where: { id }, data: { role: 'auditor' } })
  const { permissions } = await withToken(token).call(getSession)
  expect(permissions).not.toContain('user:write')
  expect(permissions).toContain('audit:read')
})

it('ends by revoking and by time', async () => {
  const client = await manager.as('administrator')
  const body = { name: 'short', permissions: ['flow:read' as const], expiresInDays: 1 }
  const first = await client.call(createToken, { body })
  await client.call(revokeToken, { params: { tokenId: first.token.id } })
  expect(await codeOf(withToken(first.secret).call(getSession))).toBe('unauthenticated')
  const second = await client.call(createToken, { body })
  await manager.db.apiToken.update({
    where: { id: second.token.id },
    data: { expiresAt: new Date(manager.clock.now() - 1) },
  })
  expect(await codeOf(withToken(second.secret).call(getSession))).toBe('unauthenticated')
})

it('cannot be revoked by somebody else', async () => {
  const mine = await manager.as('administrator')
  const { token } = await mine.call(createToken, {
    body: { name: 'mine', permissions: ['flow:read'], expiresInDays: 1 },
  })
  const other = await manager.as('administrator')
  expect(await codeOf(other.call(revokeToken, { params: { tokenId: token.id } }))).toBe('not_found')
})
