import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { API_PREFIX, type Problem } from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readUpload } from '../../src/features/flows/imports/read-upload.ts'
import { parseJson } from '../../src/http/read-body.ts'
import { acceptedEncoding } from '../../src/http/send.ts'
import { startTestManager, type TestManager } from '../support/manager.ts'

const LIMITS = { headersMs: 500, requestMs: 1_500, silenceMs: 4_000, keepAliveMs: 1_000, lookMs: 100 }
/** What one request may take of a machine that does other things too; the faults these tests look for take minutes. */
const PROMPT_MS = 2_000

let manager: TestManager
let authorization: string
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 }, limits: LIMITS })
  authorization = `Bearer ${(await manager.user('administrator')).token}`
})
afterAll(() => manager.close())

const send = async (method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) => {
  const began = performance.now()
  const response = await fetch(`${manager.url}${API_PREFIX}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const { code, errors = [] } = (await response.json()) as Partial<Problem>
  return { status: response.status, code, errors, ms: performance.now() - began }
}

describe('a compressed body', () => {
  it('of JSON is refused as such, small or not', async () => {
    const bomb = gzipSync('['.repeat(10_000_000))
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip'])
      expect(await send('POST', '/drafts', bomb, { 'content-encoding': encoding })).toMatchObject({
        status: 415,
      })
  })

  it('that grows as no flow log does is refused long before it is whole', async () => {
    // Each member holds 16 MB of line ends: 1.6 GB in 1.6 MB.
    const member = gzipSync(Buffer.alloc(16 * 1024 ** 2, '\n'))
    const bomb = Buffer.concat(Array.from({ length: 100 }, () => member))
    let held = 0
    const upload = readUpload(Readable.from([bomb]), {
      format: 'auto',
      now: 0,
      maxBytes: 2 * 1024 ** 3,
      onProgress: () => {
        held = process.memoryUsage.rss()
      },
    })
    await expect(upload).rejects.toMatchObject({ code: 'too_large' })
    expect(held).toBeLessThan(2 * 1024 ** 3)
  })

  it('is read no further than its content may have bytes', async () => {
    let sent = 0
    const endless = Readable.from(
      (function* () {
        for (;;) {
          sent += 65_536
          yield Buffer.alloc(65_536, 'x')
        }
      })(),
    )
    const reading = readUpload(endless, { format: 'auto', now: 0, maxBytes: 5_000_000, onProgress: () => {} })
    await expect(reading).rejects.toMatchObject({ code: 'too_large' })
    expect(sent).toBeLessThan(6_000_000)
  })
})

describe('a client that holds its connection open', () => {
  /** Sends the texts one after the other, and resolves with what came before the server closed. */
  const hold = async (...texts: string[]): Promise<string> => {
    const socket = connect(Number(new URL(manager.url).port), '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => {
      heard += String(chunk)
    })
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    for (const text of texts) socket.write(text)
    // Goes on for as long as it is let.
    const dripping = setInterval(() => socket.write('x'), 50)
    await closed
    clearInterval(dripping)
    return heard
  }
  const head = `POST ${API_PREFIX}/drafts HTTP/1.1\r\nHost: x\r\n`

  it('by headers that never end is sent away', async () => {
    expect(await hold(`${head}X-Slow: `)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('by a body that never ends is sent away', async () => {
    const rest = `Authorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{`
    expect(await hold(head, rest)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('by saying nothing at all is sent away', async () => {
    const socket = connect(Number(new URL(manager.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    await once(socket, 'close')
  })

  it('does not keep others waiting', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(Number(new URL(manager.url).port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write(head)
      return socket
    })
    expect((await send('GET', '/about')).status).toBe(200)
    for (const socket of sockets) socket.destroy()
  })
})

describe('a request of hostile shape', () => {
  const nested = (open: string, close: string, depth: number) =>
    `${open.repeat(depth)}1${close.repeat(depth)}`

  it.each([
    ['lists', nested('[', ']', 500_000)],
    ['objects', nested('{"a":', '}', 150_000)],
    ['lists that are never closed', '['.repeat(1_000_000)],
    ['lists behind a text with brackets', `["]]\\"]]",${nested('[', ']', 101)}]`],
  ])('with deeply nested %s is refused at once', async (_what, body) => {
    const answer = await send('POST', '/drafts', body)
    expect(answer).toMatchObject({ status: 422, code: 'invalid_input' })
    expect(answer.ms).toBeLessThan(PROMPT_MS)
  })

  it('is refused by its depth alone: brackets in texts do not count', () => {
    expect(parseJson(Buffer.from(JSON.stringify({ a: '['.repeat(1_000), b: '\\"[' })))).toHaveProperty('b')
    expect(parseJson(Buffer.from(nested('[', ']', 100)))).toBeInstanceOf(Array)
  })

  const criteria = (depth: number): unknown => {
    let tree: unknown = { field: 'name', scope: null, operator: 'equals', values: ['x'] }
    for (let level = 0; level < depth; level += 1)
      tree = level % 2 === 0 ? { not: tree } : { all: [tree, tree] }
    return tree
  }
  it.each([
    ['of great depth', JSON.stringify({ name: 'g', criteria: JSON.parse(nested('{"not":', '}', 90)) })],
    ['that means nothing at any level', `{"name":"g","criteria":${nested('{"not":', '}', 55)}}`],
    ['of a thousand leaves', JSON.stringify({ name: 'g', criteria: criteria(20) })],
    ['with every kind at once', `{"name":"g","criteria":${'{"all":['.repeat(25)}${']}'.repeat(25)}}`],
  ])('with criteria %s is answered at once', async (_what, body) => {
    const answer = await send('POST', '/drafts/mine/groups', body)
    // 409: the name is taken by one of these that was right.
    expect([201, 400, 409, 422]).toContain(answer.status)
    expect(answer.ms).toBeLessThan(PROMPT_MS)
  })

  it.each([
    [
      'more items than it may have',
      `{"name":"g","members":{"groups":[${Array(200_000).fill('1').join(',')}]}}`,
    ],
    [
      'wrong items inside wrong items',
      `{"name":"g","criteria":${'{"any":['.repeat(3)}${Array(60_000).fill('{"all":[1]}').join(',')}]}]}]}}`,
    ],
    ['conditions without end', JSON.stringify({ name: 'g', criteria: criteria(26) })],
    ['items that are all wrong', `{"name":"g","members":{"groups":[${Array(4_000).fill('1').join(',')}]}}`],
    ['fields that nobody knows', `{${Array.from({ length: 60_000 }, (_, i) => `"f${i}":1`).join(',')}}`],
    ['one very long text', JSON.stringify({ name: 'x'.repeat(1_000_000) })],
    ['a name of dashes', JSON.stringify({ name: `${'-'.repeat(100_000)}x` })],
    ['an own prototype', '{"__proto__":{"name":"x"},"constructor":{"prototype":{}}}'],
  ])('with %s is refused at once, with a short answer', async (_what, body) => {
    const answer = await send('POST', '/drafts/mine/groups', body)
    expect(answer).toMatchObject({ status: 422, code: 'invalid_input' })
    expect(answer.errors.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(answer.errors).length).toBeLessThan(50_000)
    expect(answer.ms).toBeLessThan(PROMPT_MS)
  })

  it.each([
    ['parameters', `/flows?${'a&'.repeat(3_900)}`, 422],
    ['a repeated parameter', `/flows?${'q=a&'.repeat(1_900)}`, 422],
    ['a text', `/flows?q=${'a%20'.repeat(1_900)}`, 422],
    ['a selector of colons', `/flows?either=tag${':'.repeat(7_900)}%0A`, 422],
    ['a list of states', `/flows?state=${'allowed,'.repeat(980)}x`, 422],
    ['a cursor', `/flows?cursor=${'A'.repeat(7_900)}`, 422],
    ['path segments', `/${'a/'.repeat(4_000)}`, 404],
    ['an address that is too long', `/flows?q=${'a'.repeat(9_000)}`, 400],
  ])('with %s is answered at once', async (_what, path, status) => {
    const answer = await send('GET', path)
    expect(answer.status).toBe(status)
    expect(answer.ms).toBeLessThan(PROMPT_MS)
  })

  it.each([
    ['accept-encoding', `br${' '.repeat(7_500)}x`],
    ['accept-encoding', ';'.repeat(7_500)],
    ['if-match', '"a",'.repeat(1_900)],
    ['cookie', 'a=b; '.repeat(1_500)],
    ['authorization', `Bearer ${' '.repeat(7_000)}x`],
    ['x-request-id', 'a'.repeat(7_500)],
    ['content-type', `application/json${' '.repeat(7_000)}x`],
  ])('with a hostile header %s is answered at once', async (name, value) => {
    const answer = await send('POST', '/drafts', '{"name":"x"}', { [name]: value })
    expect(answer.status).toBeLessThan(500)
    expect(answer.ms).toBeLessThan(PROMPT_MS)
  })

  it('reads accepted encodings in time that grows with their length only', () => {
    const began = performance.now()
    acceptedEncoding(`a${' '.repeat(100_000)}b`)
    expect(performance.now() - began).toBeLessThan(200)
  })
})
