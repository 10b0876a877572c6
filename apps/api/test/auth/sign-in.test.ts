import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser, problemOf } from '../support/browser.ts'
import { ADMIN_PASSWORD, startTestManager, type TestManager } from '../support/manager.ts'

const admin = { email: 'admin@flowgate.local', password: ADMIN_PASSWORD }
let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())
beforeEach(() => manager.db.signInThrottle.deleteMany())

const signedIn = async () => {
  const browser = openBrowser(manager.url)
  const answer = await browser.send('POST', '/auth/sign-in', admin)
  expect(answer.status).toBe(200)
  return browser
}

describe('signing in', () => {
  it('answers the session and sets a cookie that scripts and other sites cannot use', async () => {
    const browser = openBrowser(manager.url)
    const answer = await browser.send('POST', '/auth/sign-in', admin)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      kind: 'session',
      user: { email: admin.email, role: 'administrator' },
    })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^flowgate\.session_token=/)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    expect(cookie).not.toMatch(/Domain=/i)
    expect((await browser.send('GET', '/auth/session')).body).toMatchObject({ user: { email: admin.email } })
  })

  it('says the same about a wrong password and an unknown address', async () => {
    const browser = openBrowser(manager.url)
    const wrong = await browser.send('POST', '/auth/sign-in', { ...admin, password: 'not the password' })
    const unknown = await browser.send('POST', '/auth/sign-in', {
      email: 'nobody@test.local',
      password: 'whatever it is',
    })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(problemOf(wrong).detail).toBe(problemOf(unknown).detail)
    expect(problemOf(wrong).code).toBe('invalid_credentials')
  })

  it('blocks an account after repeated failures, for longer each time, and tells how long', async () => {
    const browser = openBrowser(manager.url)
    const guess = () =>
      browser.send('POST', '/auth/sign-in', { email: 'victim@test.local', password: 'guess' })
    const statuses: number[] = []
    for (let n = 0; n < 7; n += 1) statuses.push((await guess()).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    const refused = await guess()
    expect(problemOf(refused).code).toBe('rate_limited')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    manager.clock.advance(2_000)
    expect((await guess()).status).toBe(401)
    const again = await guess()
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(1)
    manager.clock.advance(2 * 3_600_000)
    expect((await guess()).status).toBe(401)
  })

  it('lets no more guesses through when they come at once', async () => {
    const browser = openBrowser(manager.url)
    const guess = () =>
      browser.send('POST', '/auth/sign-in', { email: 'burst@test.local', password: 'guess' })
    const began = Date.now()
    const answers = await Promise.all(Array.from({ length: 15 }, guess))
    // After five, one more each time that a delay has passed, and the delays double: 1 s, 2 s, 4 s.
    const passed = Math.floor(Math.log2((Date.now() - began) / 1_000 + 1))
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5 + passed)
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true)
  })

  it('tells a disabled user so only after the right password', async () => {
    const { id } = await manager.user('auditor')
    const browser = openBrowser(manager.url)
    const hash = (await manager.db.account.findFirstOrThrow({ where: { user: { email: admin.email } } }))
      .password
    const email = 'disabled@test.local'
    await manager.db.user.update({ where: { id }, data: { email, disabled: true } })
    await manager.db.account.create({
      data: { id: `account-${id}`, accountId: id, userId: id, providerId: 'credential', password: hash },
    })
    const wrong = await browser.send('POST', '/auth/sign-in', { email, password: 'wrong password' })
    expect(problemOf(wrong).code).toBe('invalid_credentials')
    const right = await browser.send('POST', '/auth/sign-in', { email, password: ADMIN_PASSWORD })
    expect(problemOf(right).code).toBe('account_disabled')
    expect(browser.cookies().size).toBe(0)
  })

  it('records success and failure, without the password', async () => {
    await signedIn()
    const events = await manager.db.auditEvent.findMany({ where: { action: 'session.created' } })
    expect(events.map(({ outcome }) => outcome)).toContain('success')
    expect(events.map(({ outcome }) => outcome)).toContain('failed')
    expect(
      JSON.stringify(events, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(ADMIN_PASSWORD)
  })
})

describe('a session', () => {
  it('ends with signing out, for good', async () => {
    const browser = await signedIn()
    const kept = new Map(browser.cookies())
    expect((await browser.send('POST', '/auth/sign-out')).status).toBe(204)
    expect(browser.cookies().size).toBe(0)
    for (const [name, value] of kept) browser.setCookie(name, value)
    expect(problemOf(await browser.send('GET', '/auth/session')).code).toBe('session_expired')
  })

  it('ends when it was idle for too long', async () => {
    const browser = await signedIn()
    manager.clock.advance(59 * 60_000)
    expect((await browser.send('GET', '/auth/session')).status).toBe(200)
    manager.clock.advance(59 * 60_000)
    expect((await browser.send('GET', '/auth/session')).status).toBe(200)
    manager.clock.advance(61 * 60_000)
    expect(problemOf(await browser.send('GET', '/auth/session')).code).toBe('session_expired')
  })

  it('ends after the longest time, however busy', async () => {
    const browser = await signedIn()
    for (let hour = 0; hour < 23; hour += 1) {
      manager.clock.advance(30 * 60_000)
      expect((await browser.send('GET', '/auth/session')).status).toBe(200)
    }
    manager.clock.advance(59 * 60_000)
    expect((await browser.send('GET', '/auth/session')).status).toBe(401)
  })

  it('is refused when its cookie was tampered with', async () => {
    const browser = await signedIn()
    const [[name, value] = ['', '']] = [...browser.cookies()]
    browser.setCookie(name, `x${value}`)
    expect(problemOf(await browser.send('GET', '/auth/session')).code).toBe('session_expired')
  })

  it('cannot be used from another site', async () => {
    const browser = await signedIn()
    const foreign = { origin: 'https://evil.example' }
    expect(problemOf(await browser.send('POST', '/auth/sign-out', undefined, foreign)).code).toBe(
      'cross_site',
    )
    const signIn = await openBrowser(manager.url).send('POST', '/auth/sign-in', admin, foreign)
    expect(problemOf(signIn).code).toBe('cross_site')
    expect((await browser.send('GET', '/auth/session')).status).toBe(200)
  })
})

describe('changing the password', () => {
  it('needs the current one, refuses a weak one, ends the other sessions', async () => {
    const here = await signedIn()
    const there = await signedIn()
    const change = (currentPassword: string, newPassword: string) =>
      here.send('POST', '/auth/password', { currentPassword, newPassword })
    expect(problemOf(await change('wrong password', 'a brand new secret')).code).toBe('invalid_credentials')
    expect(problemOf(await change(ADMIN_PASSWORD, 'aaaaaaaaaaaa')).code).toBe('weak_password')
    expect(problemOf(await change(ADMIN_PASSWORD, 'admin-admin-')).code).toBe('weak_password')
    expect(problemOf(await change(ADMIN_PASSWORD, 'short')).errors?.[0]?.field).toBe('body.newPassword')
    expect((await change(ADMIN_PASSWORD, 'a brand new secret')).status).toBe(204)
    expect((await here.send('GET', '/auth/session')).status).toBe(200)
    expect((await there.send('GET', '/auth/session')).status).toBe(401)
    expect((await change('a brand new secret', ADMIN_PASSWORD)).status).toBe(204)
  })
})
