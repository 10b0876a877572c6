import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, problemOf } from '../support/browser.ts'
import { ADMIN_PASSWORD, startTestManager, type TestManager } from '../support/manager.ts'

const admin = { email: 'admin@flowgate.local', password: ADMIN_PASSWORD }
let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
})
afterAll(() => manager.close())

const base32 = (text: string): Buffer => {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** RFC 6238 with the defaults of every authenticator app. */
const codeOf = (uri: string, at = Date.now()): string => {
  const key = base32(new URL(uri).searchParams.get('secret') ?? '')
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

it('enrols, asks at the next sign-in, takes a code or a recovery code once, and can be removed', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', admin)
  expect(problemOf(await browser.send('POST', '/auth/second-factor', { password: 'wrong' })).code).toBe(
    'invalid_credentials',
  )
  const begun = await browser.send('POST', '/auth/second-factor', { password: admin.password })
  const { uri, recoveryCodes } = begun.body as { uri: string; recoveryCodes: string[] }
  expect(uri).toMatch(/^otpauth:\/\/totp\/Flowgate/)
  expect(recoveryCodes).toHaveLength(10)
  expect((await browser.send('GET', '/auth/session')).body).toMatchObject({ user: { secondFactor: false } })
  const wrongCode = codeOf(uri) === '000000' ? '111111' : '000000'
  expect((await browser.send('POST', '/auth/second-factor/confirm', { code: wrongCode })).status).toBe(401)
  expect((await browser.send('POST', '/auth/second-factor/confirm', { code: codeOf(uri) })).status).toBe(204)
  expect((await browser.send('GET', '/auth/session')).body).toMatchObject({ user: { secondFactor: true } })
  expect((await browser.send('POST', '/auth/second-factor', { password: admin.password })).status).toBe(409)

  const second = openBrowser(manager.url)
  expect((await second.send('POST', '/auth/sign-in', admin)).body).toEqual({ secondFactorRequired: true })
  expect((await second.send('GET', '/auth/session')).status).toBe(401)
  expect((await second.send('POST', '/auth/second-factor/verify', { code: wrongCode })).status).toBe(401)
  // The code that enrolled is used up; the next one is not.
  expect((await second.send('POST', '/auth/second-factor/verify', { code: codeOf(uri) })).status).toBe(401)
  const later = codeOf(uri, Date.now() + 30_000)
  const verified = await second.send('POST', '/auth/second-factor/verify', { code: later })
  expect(verified.body).toMatchObject({ user: { email: admin.email, secondFactor: true } })
  expect((await second.send('GET', '/auth/session')).status).toBe(200)

  const [recovery = ''] = recoveryCodes
  const third = openBrowser(manager.url)
  await third.send('POST', '/auth/sign-in', admin)
  expect((await third.send('POST', '/auth/second-factor/verify', { code: recovery })).status).toBe(200)
  const fourth = openBrowser(manager.url)
  await fourth.send('POST', '/auth/sign-in', admin)
  expect((await fourth.send('POST', '/auth/second-factor/verify', { code: recovery })).status).toBe(401)

  expect((await second.send('POST', '/auth/second-factor/remove', { password: 'wrong' })).status).toBe(401)
  expect((await second.send('POST', '/auth/second-factor/remove', { password: admin.password })).status).toBe(
    204,
  )
  expect((await second.send('GET', '/auth/session')).body).toMatchObject({ user: { secondFactor: false } })
  expect((await openBrowser(manager.url).send('POST', '/auth/sign-in', admin)).body).toMatchObject({
    kind: 'session',
  })

  const actions = (await manager.db.auditEvent.findMany()).map(
    ({ action, outcome }) => `${action} ${outcome}`,
  )
  expect(actions).toContain('second-factor.enabled success')
  expect(actions).toContain('second-factor.removed success')
})

it('keeps the sign-in that turns it on, and ends the others', async () => {
  const [own, other] = [openBrowser(manager.url), openBrowser(manager.url)]
  for (const browser of [own, other]) await browser.send('POST', '/auth/sign-in', admin)
  const cookies = new Map(own.cookies())
  const begun = await own.send('POST', '/auth/second-factor', { password: admin.password })
  expect((await other.send('GET', '/auth/session')).status).toBe(200)
  const code = codeOf((begun.body as { uri: string }).uri)
  expect((await own.send('POST', '/auth/second-factor/confirm', { code })).status).toBe(204)
  expect(own.cookies()).toEqual(cookies)
  expect((await own.send('GET', '/auth/session')).body).toMatchObject({ user: { secondFactor: true } })
  expect(problemOf(await other.send('GET', '/auth/session')).code).toBe('session_expired')
  expect((await own.send('POST', '/auth/second-factor/remove', { password: admin.password })).status).toBe(
    204,
  )
})

it('changes nothing that the audit log cannot tell of', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', admin)
  const rows = async () => ({
    factors: await manager.db.twoFactor.findMany(),
    users: await manager.db.user.findMany({ select: { id: true, twoFactorEnabled: true } }),
    sessions: await manager.db.session.findMany({ select: { id: true } }),
  })
  /** Sends it while no success can be written to the audit log: nothing may come of it. Then sends it again. */
  const broken = async (path: string, body?: unknown) => {
    const before = await rows()
    await manager.db.$executeRaw`
      CREATE OR REPLACE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.outcome = 'success' THEN RAISE EXCEPTION 'no room'; END IF; RETURN NEW; END $$`
    await manager.db.$executeRaw`
      CREATE TRIGGER refuse_event BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION refuse_event()`
    expect((await browser.send('POST', path, body)).status).toBe(500)
    expect(await rows()).toEqual(before)
    await manager.db.$executeRaw`DROP TRIGGER refuse_event ON "AuditEvent"`
    return browser.send('POST', path, body)
  }
  const { password } = admin
  const begun = await broken('/auth/second-factor', { password })
  const { uri } = begun.body as { uri: string }
  expect((await broken('/auth/second-factor/confirm', { code: codeOf(uri) })).status).toBe(204)
  expect((await broken('/auth/second-factor/remove', { password })).status).toBe(204)
  expect((await broken('/auth/sign-out')).status).toBe(204)
  expect(await manager.db.twoFactor.count()).toBe(0)
})

it('stores neither the secret nor the recovery codes in clear', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', admin)
  const begun = await browser.send('POST', '/auth/second-factor', { password: admin.password })
  const { recoveryCodes } = begun.body as { recoveryCodes: string[] }
  const row = await manager.db.twoFactor.findFirstOrThrow()
  for (const code of recoveryCodes) expect(row.backupCodes).not.toContain(code)
})

describe('a code', () => {
  let uri = ''
  let recoveryCodes: string[] = []
  const pending = async () => {
    const browser = openBrowser(manager.url)
    expect((await browser.send('POST', '/auth/sign-in', admin)).body).toEqual({ secondFactorRequired: true })
    return browser
  }
  const verify = async (browser: Browser, code: string) =>
    browser.send('POST', '/auth/second-factor/verify', { code })
  beforeAll(async () => {
    const browser = openBrowser(manager.url)
    await browser.send('POST', '/auth/sign-in', admin)
    const begun = await browser.send('POST', '/auth/second-factor', { password: admin.password })
    ;({ uri, recoveryCodes } = begun.body as { uri: string; recoveryCodes: string[] })
    const code = codeOf(uri, Date.now() - 30_000)
    expect((await browser.send('POST', '/auth/second-factor/confirm', { code })).status).toBe(204)
  })

  // What is blocked is tested by itself.
  beforeEach(async () => {
    await manager.db.signInThrottle.deleteMany()
  })

  it('is accepted once, even by two sign-ins at the same moment', async () => {
    const code = codeOf(uri, Date.now())
    const browsers = await Promise.all([pending(), pending(), pending()])
    const answers = await Promise.all(browsers.map((browser) => verify(browser, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
    // Older ones are used up with it.
    const old = await verify(await pending(), codeOf(uri, Date.now() - 30_000))
    expect([old.status, problemOf(old).code]).toEqual([401, 'invalid_credentials'])
  })

  it('of recovery is accepted once, even by two sign-ins at the same moment', async () => {
    const [code = ''] = recoveryCodes
    const browsers = await Promise.all([pending(), pending(), pending()])
    const answers = await Promise.all(browsers.map((browser) => verify(browser, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status } of answers) expect([200, 401, 409]).toContain(status)
  })

  it('cannot be guessed for one account from many addresses or with new sign-ins', async () => {
    const wrong = recoveryCodes[1] === 'AAAAA-AAAAA' ? 'BBBBB-BBBBB' : 'AAAAA-AAAAA'
    const statuses: number[] = []
    for (let attempt = 0; attempt < 4; attempt += 1) {
      // As if each came from another address.
      await manager.db.signInThrottle.deleteMany({ where: { key: { startsWith: 'address:' } } })
      statuses.push((await verify(await pending(), wrong)).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401])
    const [counted, ...others] = await manager.db.signInThrottle.findMany({ where: { failures: { gt: 3 } } })
    expect([counted?.failures, others]).toEqual([4, []])
    // The delay grows with each failure; here it is past a few seconds, whatever the machine.
    await manager.db.signInThrottle.updateMany({ data: { failures: 12 }, where: { key: counted?.key ?? '' } })
    expect((await verify(await pending(), wrong)).status).toBe(401)
    // The right one has to wait too, and works afterwards.
    expect((await verify(await pending(), recoveryCodes[1] ?? '')).status).toBe(429)
    await manager.db.signInThrottle.deleteMany()
    expect((await verify(await pending(), recoveryCodes[1] ?? '')).status).toBe(200)
  })
})
