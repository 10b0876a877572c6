import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, problemOf } from '../support/browser.ts'
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
  const verified = await second.send('POST', '/auth/second-factor/verify', { code: codeOf(uri) })
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

it('stores neither the secret nor the recovery codes in clear', async () => {
  const browser = openBrowser(manager.url)
  await browser.send('POST', '/auth/sign-in', admin)
  const begun = await browser.send('POST', '/auth/second-factor', { password: admin.password })
  const { recoveryCodes } = begun.body as { recoveryCodes: string[] }
  const row = await manager.db.twoFactor.findFirstOrThrow()
  for (const code of recoveryCodes) expect(row.backupCodes).not.toContain(code)
})
