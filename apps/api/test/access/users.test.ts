import { AppError, createUser, getSession, getUser, listRoles, listUsers, updateUser } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, problemOf } from '../support/browser.ts'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('expected a refusal')
}
const password = 'first-Secret-42'

it('makes a user who must choose a new password before anything else', async () => {
  const client = await manager.as('administrator')
  const body = { email: 'Alice@Test.Local', name: 'Alice', role: 'security-administrator' as const, password }
  const alice = await client.call(createUser, { body })
  expect(alice).toMatchObject({ email: 'alice@test.local', disabled: false, lastSignInAt: null })
  expect((await failure(client.call(createUser, { body }))).code).toBe('name_taken')

  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', { email: 'alice@test.local', password })
  const blocked = problemOf(await browser.send('GET', '/users'))
  expect(blocked).toMatchObject({ code: 'forbidden', context: { mustChangePassword: true } })
  const change = { currentPassword: password, newPassword: 'my own choice 7' }
  expect((await browser.send('POST', '/auth/password', change)).status).toBe(204)
  expect((await browser.send('GET', '/users')).status).toBe(200)
})

it('refuses an edit of what somebody else has changed, and shows it', async () => {
  const client = await manager.as('administrator')
  const { id } = await manager.user('auditor')
  const params = { userId: id }
  const seen = await client.call(getUser, { params })
  expect((await failure(client.call(updateUser, { params, body: { name: 'x' } }))).code).toBe(
    'precondition_required',
  )
  const changed = await client.call(updateUser, { params, body: { name: 'New' } }, { ifMatch: seen.etag })
  expect(changed).toMatchObject({ name: 'New', role: 'auditor' })
  const late = await failure(
    client.call(updateUser, { params, body: { name: 'Late' } }, { ifMatch: seen.etag }),
  )
  expect(late.code).toBe('precondition_failed')
  expect(late.context.current).toMatchObject({ name: 'New', etag: changed.etag })
})

it('ends sessions and tokens of whom it disables', async () => {
  const client = await manager.as('administrator')
  const { id } = await manager.user('auditor')
  const params = { userId: id }
  const { etag } = await client.call(getUser, { params })
  await client.call(updateUser, { params, body: { disabled: true } }, { ifMatch: etag })
  const tokens = await manager.db.apiToken.findMany({ where: { userId: id } })
  expect(tokens.every(({ revokedAt }) => revokedAt !== null)).toBe(true)
  expect(await manager.db.session.count({ where: { userId: id } })).toBe(0)
})

it('keeps one administrator, even when two remove each other at once', async () => {
  const own = await startTestManager({ simulation: { workers: 0 } })
  try {
    const [a, b] = [await own.user('administrator'), await own.user('administrator')]
    await own.db.user.updateMany({ where: { email: 'admin@flowgate.local' }, data: { disabled: true } })
    const remove = (by: string, who: string) =>
      openBrowser(own.url).send(
        'PATCH',
        `/users/${who}`,
        { role: 'auditor' },
        { authorization: `Bearer ${by}`, 'if-match': '"v1"' },
      )
    const answers = await Promise.all([remove(a.token, b.id), remove(b.token, a.id)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await own.db.user.count({ where: { role: 'administrator', disabled: false } })).toBe(1)
  } finally {
    await own.close()
  }
})

it('pages, sorts and searches users', async () => {
  const client = await manager.as('administrator')
  for (let n = 0; n < 5; n += 1) await manager.user('security-analyst')
  const all = await client.call(listUsers, { query: { limit: 500, sort: '-email' } })
  const emails: string[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(listUsers, {
      query: { limit: 2, sort: '-email', ...(cursor ? { cursor } : {}) },
    })
    emails.push(...page.items.map((user) => user.email))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(emails).toEqual(all.items.map((user) => user.email))
  const found = await client.call(listUsers, { query: { q: 'ANALYST' } })
  expect(found.total).toBe(5)
  const wrong = await failure(client.call(listUsers, { query: { sort: 'password' } }))
  expect(wrong.errors[0]?.help).toContain('name, email, role')
  const foreign = await failure(
    client.call(listUsers, { query: { sort: 'name', cursor: 'bm90IGEgY3Vyc29y' } }),
  )
  expect(foreign.code).toBe('invalid_cursor')
})

it('tells who has which role only to those who may see users', async () => {
  const counted = await (await manager.as('auditor')).call(listRoles)
  expect(counted.items.every(({ users }) => users !== null)).toBe(true)
  const uncounted = await (await manager.as('security-analyst')).call(listRoles)
  expect(uncounted.items.every(({ users }) => users === null)).toBe(true)
  const session = await (await manager.as('security-analyst', { scope: ['app:shop'] })).call(getSession)
  expect(session.user.scope).toEqual(['app:shop'])
})
