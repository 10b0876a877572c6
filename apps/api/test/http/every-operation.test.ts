import {
  type AnyOperation,
  API_PREFIX,
  fillPath,
  missingPermissions,
  OPERATIONS,
  type Problem,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
  rolesWith,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { ADMIN_PASSWORD, startTestManager, type TestManager } from '../support/manager.ts'
import { sampleRequest } from '../support/sample.ts'

let manager: TestManager
const tokens = new Map<Role | 'nothing', string>()
beforeAll(async () => {
  manager = await startTestManager({ complete: true })
  for (const role of ROLES) tokens.set(role, (await manager.user(role)).token)
  tokens.set('nothing', (await manager.user('administrator', { permissions: [] })).token)
})
afterAll(() => manager.close())

/** Sends the sample and reads only the beginning of a stream. */
const send = async (operation: AnyOperation, headers: Record<string, string>) => {
  const { params, query, body } = sampleRequest(operation)
  const search = new URLSearchParams(query).toString()
  const abort = new AbortController()
  const response = await fetch(
    `${manager.url}${API_PREFIX}${fillPath(operation.path, params)}${search && `?${search}`}`,
    {
      method: operation.method.toUpperCase(),
      headers: {
        ...headers,
        ...(operation.ifMatch ? { 'if-match': '"stale"' } : {}),
        ...(operation.upload ? { 'content-type': 'application/octet-stream' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: abort.signal,
      ...(operation.upload ? { body: 'not a known format' } : {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
  const problem =
    response.status >= 400 && response.headers.get('content-type')?.includes('problem') === true
      ? ((await response.json()) as Problem)
      : null
  abort.abort()
  return { status: response.status, problem }
}

/** 401 and 403 that are not about permissions: a wrong password, or a session where a token was used. */
const ownRefusal = (operation: AnyOperation, problem: Problem | null): boolean =>
  operation.id.startsWith('auth.') &&
  (problem?.code === 'invalid_credentials' ||
    (problem?.code === 'forbidden' && problem.context?.missing === undefined))

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  it('has a sample request that its schemas accept, so that the rest proves something', () => {
    const sample = sampleRequest(operation)
    for (const part of ['params', 'query', 'body'] as const)
      expect(operation[part]?.safeParse(sample[part]).error, part).toBeUndefined()
  })

  it('is refused to nobody unless it is public', async () => {
    const { status, problem } = await send(operation, {})
    expect(status).toBeLessThan(500)
    if (operation.permission === 'public') expect(problem?.code).not.toBe('unauthenticated')
    else expect([status, problem?.code]).toEqual([401, 'unauthenticated'])
  })

  it.each(ROLES)('answers %s as the role’s permissions say', async (role) => {
    const { status, problem } = await send(operation, { authorization: `Bearer ${tokens.get(role)}` })
    expect(status, JSON.stringify(problem)).toBeLessThan(500)
    const missing = missingPermissions(new Set(ROLE_PERMISSIONS[role]), operation.permission)
    if (missing.length > 0)
      expect(problem).toMatchObject({
        status: 403,
        code: 'forbidden',
        context: { missing, roles: rolesWith(operation.permission) },
      })
    else if (!ownRefusal(operation, problem)) expect([401, 403]).not.toContain(status)
  })

  it('is refused to an administrator’s token that was not given the permission', async () => {
    const { status } = await send(operation, { authorization: `Bearer ${tokens.get('nothing')}` })
    const open = operation.permission === 'public' || operation.permission === 'signed-in'
    if (!open) expect(status).toBe(403)
  })
})

it('refuses a cookie’s change from another site, for every operation that changes something', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', { email: 'admin@flowgate.local', password: ADMIN_PASSWORD })
  const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ')
  for (const operation of OPERATIONS.filter(({ method }) => method !== 'get')) {
    const { problem } = await send(operation, { cookie, origin: 'https://evil.example' })
    expect([operation.id, problem?.code]).toEqual([operation.id, 'cross_site'])
  }
})
