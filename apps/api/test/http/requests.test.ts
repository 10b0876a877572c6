import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Prisma } from '../../src/platform/prisma/generated/client.ts'
import { openBrowser, problemOf } from '../support/browser.ts'
import { startTestManager, type TestManager } from '../support/manager.ts'

let manager: TestManager
let authorization: string
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
  authorization = `Bearer ${(await manager.user('administrator')).token}`
})
afterAll(() => manager.close())

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  openBrowser(manager.url).send(method, path, body, { authorization, ...headers })

/** Bytes as they are, without a client that mends them. */
const sendRaw = (method: string, path: string, body: string | Buffer, headers: Record<string, string>) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = httpRequest(`${manager.url}${path}`, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', reject)
    request.end(body)
  })
const postRaw = (body: string | Buffer, type = 'application/json') =>
  sendRaw('POST', '/api/v1/auth/tokens', body, { authorization, 'content-type': type })

describe('bad input', () => {
  it('names the field, what came and what would be right', async () => {
    const problem = problemOf(await send('GET', '/users?limit=1000&srot=name'))
    expect(problem).toMatchObject({ status: 422, code: 'invalid_input', instance: '/api/v1/users' })
    expect(problem.errors?.[0]).toMatchObject({ field: 'query.srot', help: expect.stringContaining('sort') })
    const range = problemOf(await send('GET', '/users?limit=1000'))
    expect(range.errors?.[0]).toMatchObject({ field: 'query.limit', received: '1000' })
    const twice = problemOf(await send('GET', '/users?limit=1&limit=2'))
    expect(twice.errors?.[0]?.message).toContain('more than once')
  })

  it('tells every wrong field of a body, unknown ones too, and never repeats a secret', async () => {
    const body = { email: 'no address', role: 'king', password: 'short', nickname: 'x' }
    const problem = problemOf(await send('POST', '/users', body))
    const fields = problem.errors?.map(({ field }) => field)
    expect(fields).toEqual(expect.arrayContaining(['body.email', 'body.name', 'body.role', 'body.password']))
    expect(problem.errors?.find(({ field }) => field === 'body.role')?.help).toContain('auditor')
    expect(JSON.stringify(problem)).not.toContain('short')
    const unknown = problemOf(
      await send('POST', '/users', {
        email: 'a@b.example',
        name: 'x',
        role: 'auditor',
        password: 'Long-enough-1',
        nickname: 'x',
      }),
    )
    expect(unknown.errors?.[0]?.field).toBe('body.nickname')
  })

  it.each([
    ['{"name": ', 'application/json', 400, 'bad_request'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'application/json', 400, 'bad_request'],
    ['name=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['{}', 'text/plain', 415, 'unsupported_media_type'],
    [
      `{"name":"a\\u0000b","permissions":["flow:read"],"expiresInDays":1}`,
      'application/json',
      422,
      'invalid_input',
    ],
    [
      `{"name":"a\\ud800b","permissions":["flow:read"],"expiresInDays":1}`,
      'application/json',
      422,
      'invalid_input',
    ],
    [`{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'application/json', 422, 'invalid_input'],
    [`"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413, 'too_large'],
  ])('answers a body that is wrong by itself (%#)', async (body, type, status, code) => {
    const answer = await postRaw(body, type)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text).code).toBe(code)
  })

  it('never repeats the text of malformed JSON, which may hold a password', async () => {
    const answer = await postRaw('{"password": "hunter2-hunter2", oops}')
    expect(answer.text).not.toContain('hunter2')
  })

  it('stops a body that is longer than it said at the limit', async () => {
    const chunked = await new Promise<number>((resolve) => {
      const request = httpRequest(
        `${manager.url}/api/v1/auth/tokens`,
        {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        },
        (response) => {
          resolve(response.statusCode ?? 0)
          response.destroy()
        },
      )
      request.on('error', () => {})
      for (let n = 0; n < 40; n += 1) request.write('x'.repeat(64 * 1024))
    })
    expect(chunked).toBe(413)
  })
})

describe('addresses and methods', () => {
  it('answers unknown ones with a problem, wrong methods with those that are right', async () => {
    expect(problemOf(await send('GET', '/nothing/here')).code).toBe('not_found')
    const wrong = await send('PUT', '/users')
    expect(problemOf(wrong).code).toBe('method_not_allowed')
    expect(wrong.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS')
    expect((await send('GET', '/users/%E0%A4%A')).status).toBe(400)
    expect((await send('GET', `/users?q=${'x'.repeat(9_000)}`)).status).toBe(400)
    expect((await fetch(`${manager.url}/nothing`)).status).toBe(404)
  })

  it('answers HEAD like GET without the body, and OPTIONS', async () => {
    const head = await fetch(`${manager.url}/api/v1/users`, { method: 'HEAD', headers: { authorization } })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const options = await fetch(`${manager.url}/api/v1/users`, { method: 'OPTIONS' })
    expect(options.status).toBe(204)
    expect(options.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes a sane request id over and makes one otherwise', async () => {
    const given = await send('GET', '/roles', undefined, { 'x-request-id': 'my-id.1' })
    expect(given.headers.get('x-request-id')).toBe('my-id.1')
    const made = await send('GET', '/nothing', undefined, { 'x-request-id': 'no good {id}' })
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(problemOf(made).requestId).toBe(made.headers.get('x-request-id'))
  })
})

describe('times', () => {
  it('are refused where the calendar of the database does not reach', async () => {
    const answer = await send('GET', '/audit?from=0000-01-01T00:00:00Z')
    expect(problemOf(answer)).toMatchObject({ status: 422, errors: [{ field: 'query.from' }] })
    expect((await send('GET', '/audit?from=0001-01-01T00:00:00Z')).status).toBe(200)
  })
})

describe('Idempotency-Key', () => {
  const body = (email: string) => ({
    email,
    name: 'Twice',
    role: 'auditor',
    password: 'Some-long-password-1',
  })
  const create = (email: string, key: string) =>
    send('POST', '/users', body(email), { 'idempotency-key': key })

  it('answers a repeat the same, and does it once', async () => {
    const first = await create('twice@test.local', 'key-1')
    const second = await create('twice@test.local', 'key-1')
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  it('refuses the key for another request, and a key that is none', async () => {
    expect(problemOf(await create('other@test.local', 'key-1')).code).toBe('idempotency_mismatch')
    expect((await create('other@test.local', 'x'.repeat(300))).status).toBe(422)
  })

  it('does it once when sent at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => create('burst@test.local', 'key-2')))
    const statuses = answers.map(({ status }) => status)
    expect(statuses).toContain(201)
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    expect(await manager.db.user.count({ where: { email: 'burst@test.local' } })).toBe(1)
    expect((await create('burst@test.local', 'key-2')).status).toBe(201)
  })

  it('may be used again after a refusal, and a day later', async () => {
    expect(
      (
        await send(
          'POST',
          '/users',
          { ...body('weak@test.local'), password: 'aaaaaaaaaaaa' },
          { 'idempotency-key': 'key-3' },
        )
      ).status,
    ).toBe(422)
    expect((await create('weak@test.local', 'key-3')).status).toBe(201)
    const day = 24 * 60 * 60_000
    const old = new Date(manager.clock.now() - day - 1)
    await manager.db.idempotencyKey.updateMany({ where: { key: 'key-3' }, data: { createdAt: old } })
    expect((await create('later@test.local', 'key-3')).status).toBe(201)
  })

  it('does not carry out again what a crash left without an answer', async () => {
    await create('cut-off@test.local', 'key-4')
    const lose = (createdAt: Date) =>
      manager.db.idempotencyKey.updateMany({
        where: { key: 'key-4' },
        data: { status: null, body: Prisma.DbNull, createdAt },
      })
    await lose(new Date(manager.clock.now()))
    expect(problemOf(await create('cut-off@test.local', 'key-4')).code).toBe('idempotency_in_progress')
    await lose(new Date(manager.clock.now() - 10 * 60_000))
    const problem = problemOf(await create('cut-off@test.local', 'key-4'))
    expect(problem).toMatchObject({ code: 'idempotency_answer_lost' })
    expect(problem.detail).toContain('user.created')
  })
})

describe('what every answer carries', () => {
  it('is a strict policy and nothing to store', async () => {
    const { headers } = await send('GET', '/users')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('is compressed when that helps and was asked for', async () => {
    for (let n = 0; n < 20; n += 1) await manager.user('auditor')
    const big = await fetch(`${manager.url}/api/v1/users?limit=500`, {
      headers: { authorization, 'accept-encoding': 'br' },
    })
    expect(big.headers.get('content-encoding')).toBe('br')
    expect(((await big.json()) as { items: unknown[] }).items.length).toBeGreaterThan(20)
    const plain = await fetch(`${manager.url}/api/v1/users`, {
      headers: { authorization, 'accept-encoding': 'identity' },
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
  })
})

describe('a denied attempt', () => {
  it('tells what is missing and who could do it, and is in the audit log', async () => {
    const analyst = await manager.user('security-analyst')
    const answer = await send(
      'POST',
      '/users',
      {},
      { authorization: `Bearer ${analyst.token}`, 'x-request-id': 'denied-1' },
    )
    expect(problemOf(answer)).toMatchObject({
      status: 403,
      context: { missing: ['user:write'], roles: ['administrator'] },
    })
    const event = await manager.db.auditEvent.findFirstOrThrow({ where: { requestId: 'denied-1' } })
    expect(event).toMatchObject({ outcome: 'denied', action: 'access.createUser', actorId: analyst.id })
  })
})
