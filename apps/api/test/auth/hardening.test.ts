import { request } from 'node:http'
import { createClient, createToken, listUsers, revokeToken } from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, problemOf } from '../support/browser.ts'
import { ADMIN_PASSWORD, startTestManager, type TestManager } from '../support/manager.ts'
import { codeOf } from '../support/refusal.ts'

const admin = { email: 'admin@flowgate.local', password: ADMIN_PASSWORD }
const publicUrl = 'https://flowgate.example'
let manager: TestManager
let behindTls: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
  behindTls = await startTestManager({ simulation: { workers: 0 }, config: { publicUrl } })
})
afterAll(() => Promise.all([manager.close(), behindTls.close()]))

const clientOf = (token: string) =>
  createClient({ baseUrl: manager.url, fetch, headers: () => ({ authorization: `Bearer ${token}` }) })
const cookieOf = (browser: ReturnType<typeof openBrowser>) =>
  [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ')

/** fetch sets Host itself; a raw request can say anything. */
const raw = (headers: Record<string, string>, body: string, base = manager.url, path = '/auth/sign-in') =>
  new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const sent = request(`${base}/api/v1${path}`, { method: 'POST', headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    },
  )
const json = { 'content-type': 'application/json' }

describe('a token', () => {
  it('makes none that outlives it', async () => {
    const { token } = await manager.user('administrator')
    const body = { name: 'long', permissions: ['flow:read' as const], expiresInDays: 300 }
    const made = await clientOf(token).call(createToken, { body })
    expect(Date.parse(made.token.expiresAt)).toBeLessThanOrEqual(manager.clock.now() + 86_400_000)
  })

  it('revokes itself, and others only when it may make some', async () => {
    const { id, token } = await manager.user('administrator')
    const body = { name: 'reader', permissions: ['flow:read' as const], expiresInDays: 1 }
    const reader = await clientOf(token).call(createToken, { body })
    const [own] = await manager.db.apiToken.findMany({ where: { userId: id, name: 'test' } })
    const revoke = (tokenId: string, by: string) => clientOf(by).call(revokeToken, { params: { tokenId } })
    expect(await codeOf(revoke(own?.id ?? '', reader.secret))).toBe('forbidden')
    await revoke(reader.token.id, reader.secret)
    expect(await codeOf(clientOf(reader.secret).call(listUsers))).toBe('unauthenticated')
  })

  it('of somebody who is disabled or removed is refused at once', async () => {
    const { id, token } = await manager.user('administrator')
    await clientOf(token).call(listUsers)
    await manager.db.user.update({ where: { id }, data: { disabled: true } })
    expect(await codeOf(clientOf(token).call(listUsers))).toBe('account_disabled')
    await manager.db.user.delete({ where: { id } })
    expect(await codeOf(clientOf(token).call(listUsers))).toBe('unauthenticated')
  })

  it('changes neither the password nor the second factor, and is written as used once a minute', async () => {
    const { id, token } = await manager.user('administrator')
    const headers = { ...json, authorization: `Bearer ${token}` }
    const change = { currentPassword: 'x'.repeat(12), newPassword: 'another-good-one' }
    expect((await raw(headers, JSON.stringify(change), manager.url, '/auth/password')).status).toBe(403)
    for (const path of ['/auth/second-factor', '/auth/second-factor/remove'])
      expect((await raw(headers, '{"password":"whatever-it-is"}', manager.url, path)).status).toBe(403)
    const used = async () =>
      (await manager.db.apiToken.findFirstOrThrow({ where: { userId: id } })).lastUsedAt
    const first = await used()
    await clientOf(token).call(listUsers)
    expect(await used()).toEqual(first)
    manager.clock.advance(61_000)
    await clientOf(token).call(listUsers)
    expect(await used()).not.toEqual(first)
  })
})

describe('a session', () => {
  it('is a new one at each sign-in, whatever cookie came along', async () => {
    const browser = openBrowser(manager.url)
    browser.setCookie('flowgate.session_token', 'chosen-by-an-attacker')
    await browser.send('POST', '/auth/sign-in', admin)
    const first = browser.cookies().get('flowgate.session_token')
    expect(first).not.toContain('chosen-by-an-attacker')
    await browser.send('POST', '/auth/sign-in', admin)
    expect(browser.cookies().get('flowgate.session_token')).not.toBe(first)
  })

  it('is not kept alive by an open event stream', async () => {
    const browser = openBrowser(manager.url)
    await browser.send('POST', '/auth/sign-in', admin)
    const headers = { cookie: cookieOf(browser) }
    expect(await manager.deps.authenticator.stillHolds(headers)).toBe(true)
    manager.clock.advance(20 * 60_000)
    expect(await manager.deps.authenticator.stillHolds(headers)).toBe(true)
    manager.clock.advance(20 * 60_000)
    await manager.db.settings.updateMany({ data: { sessionIdleMinutes: 30 } })
    manager.clock.advance(6_000)
    expect(await manager.deps.authenticator.stillHolds(headers)).toBe(false)
  })

  it('is signed out by two requests at once without a fault', async () => {
    const browser = openBrowser(manager.url)
    await browser.send('POST', '/auth/sign-in', admin)
    const headers = { cookie: cookieOf(browser) }
    const answers = await Promise.all([1, 2, 3].map(() => raw(headers, '', manager.url, '/auth/sign-out')))
    for (const { status } of answers) expect([204, 401]).toContain(status)
    expect((await browser.send('GET', '/auth/session', undefined, headers)).status).toBe(401)
  })

  it('behind TLS has a cookie that never travels without it', async () => {
    const { headers } = await raw({ ...json, origin: publicUrl }, JSON.stringify(admin), behindTls.url)
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Secure-flowgate\.session_token=/)
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag)
    expect(cookie).not.toContain('Domain')
  })
})

describe('another site', () => {
  it.each([
    ['null', {}],
    ['https://evil.example', {}],
    ['https://flowgate.example.evil.example', {}],
    ['http://flowgate.example', { host: 'flowgate.example' }],
  ])('with the origin %s changes nothing', async (origin, more) => {
    const answer = await raw({ ...json, origin, ...more }, JSON.stringify(admin), behindTls.url)
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([403, 'cross_site'])
  })

  it('is told of no Host that was made up, and gets no CORS headers', async () => {
    const answer = await raw({ ...json, host: 'evil.example' }, '{"email":"a@b.c","password":"x"}')
    expect(answer.text).not.toContain('evil.example')
    expect(JSON.stringify(answer.headers)).not.toContain('evil.example')
    const preflight = await fetch(`${manager.url}/api/v1/auth/sign-in`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    for (const [name] of preflight.headers) expect(name).not.toMatch(/^access-control/)
  })

  it('sends no form for JSON, and overrides no method', async () => {
    const browser = openBrowser(manager.url)
    await browser.send('POST', '/auth/sign-in', admin)
    const own = { cookie: cookieOf(browser), origin: manager.url }
    const text = await raw({ ...own, 'content-type': 'text/plain' }, '{}', manager.url, '/drafts')
    expect(text.status).toBe(415)
    const hidden = { ...own, ...json, 'x-http-method-override': 'DELETE' }
    const overridden = await raw(hidden, '{}', manager.url, '/auth/tokens/some?_method=DELETE')
    expect(overridden.status).toBe(405)
  })
})

it('records denied attempts, those of services too, without letting them flood the log', async () => {
  const { id, token } = await manager.user('application-owner')
  const count = () => manager.db.auditEvent.count({ where: { actorId: id, outcome: 'denied' } })
  const body = { name: 'too much', permissions: ['user:write' as const], expiresInDays: 1 }
  expect(await codeOf(clientOf(token).call(createToken, { body }))).toBe('forbidden')
  expect(await count()).toBe(1)
  for (let attempt = 0; attempt < 40; attempt += 1)
    expect(await codeOf(clientOf(token).call(listUsers))).toBe('forbidden')
  expect(await count()).toBe(30)
  manager.clock.advance(61_000)
  expect(await codeOf(clientOf(token).call(listUsers))).toBe('forbidden')
  const [last] = await manager.db.auditEvent.findMany({
    where: { actorId: id },
    orderBy: { id: 'desc' },
    take: 1,
  })
  expect(last?.after).toMatchObject({ leftOutBefore: 11 })
})

it('checks large documents only for those who may change what they describe', async () => {
  const large = JSON.stringify({ filler: 'x'.repeat(1_100_000) })
  const plan = async (role: 'auditor' | 'security-administrator') => {
    const { token } = await manager.user(role)
    return raw({ ...json, authorization: `Bearer ${token}` }, large, manager.url, '/document/plan')
  }
  expect((await plan('auditor')).status).toBe(413)
  expect((await plan('security-administrator')).status).toBe(422)
})

it('opens fifty event streams for one user and no more', async () => {
  const { token } = await manager.user('auditor')
  const abort = new AbortController()
  const open = () =>
    fetch(`${manager.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    })
  // Held, since fetch closes a stream whose response nobody refers to any more.
  const streams: Response[] = []
  for (let stream = 0; stream < 50; stream += 1) streams.push(await open())
  const refused = await open()
  expect(streams.map(({ status }) => status)).toEqual(Array(50).fill(200))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '15'])
  expect(problemOf({ status: 429, headers: refused.headers, body: await refused.json() }).code).toBe(
    'rate_limited',
  )
  abort.abort()
})
