import { type AnyOperation, API_PREFIX, fillPath } from '@flowgate/shared'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { sampleRequest } from '../support/sample.ts'

let manager: TestManager
let authorization: string
let operations: readonly AnyOperation[]
beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
  authorization = `Bearer ${(await manager.user('administrator')).token}`
  operations = manager.deps.routes.map((route) => route.operation).filter(({ stream }) => stream !== 'events')
})
afterAll(() => manager.close())

const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '%00',
  '\ud800',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '-1',
  '1e999',
  'NaN',
  '99999999999999999999',
  '9'.repeat(400),
  'x'.repeat(3_000),
  '\u202e\ufeff💥',
  'draft:mine',
  'draft:nobody',
  'revision:4294967296',
  '2026-13-45T99:99:99Z',
  '0000-01-01T00:00:00Z',
  'null',
  'W10',
  'eyJhIjoxfQ',
)
const text = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 40 }))
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant({ __proto__: { polluted: true } }),
)

/** Takes a valid value and spoils some of it. */
const spoil = (good: unknown): fc.Arbitrary<unknown> => {
  if (typeof good !== 'object' || good === null) return fc.oneof(fc.constant(good), value)
  if (Array.isArray(good)) return fc.oneof(fc.tuple(...good.map(spoil)), value)
  const entries = Object.entries(good).map(([key, inner]) => [key, fc.oneof(spoil(inner), value)] as const)
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(Object.fromEntries(entries), { requiredKeys: [] }) },
    { weight: 1, arbitrary: value },
    {
      weight: 1,
      arbitrary: fc.dictionary(text, value, { maxKeys: 3 }).map((extra) => ({ ...good, ...extra })),
    },
  )
}

const headerText = fc.string({
  unit: fc.constantFrom(...' !"#%&\'()*,-./0:;<=>?@AZ[]_az{|}~'),
  maxLength: 60,
})
const headers = fc.record(
  {
    'if-match': fc.oneof(headerText, fc.constant('"v1"'), fc.constant('*')),
    'idempotency-key': headerText,
    'content-type': fc.oneof({ weight: 4, arbitrary: fc.constant('application/json') }, headerText),
    'x-request-id': headerText,
    'last-event-id': headerText,
    'accept-encoding': headerText,
    cookie: headerText.map((junk) => `flowgate.session_token=${junk}`),
  },
  { requiredKeys: ['content-type'] },
)

const requestOf = (operation: AnyOperation) => {
  const good = sampleRequest(operation)
  const queryNames = Object.keys(operation.query?.shape ?? {})
  const query = fc.dictionary(
    fc.oneof(queryNames.length > 0 ? fc.constantFrom(...queryNames) : text, text),
    text,
    { maxKeys: 4 },
  )
  const body = fc.oneof(
    { weight: 8, arbitrary: spoil(good.body).map((one) => JSON.stringify(one) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  )
  const params = fc.record(
    Object.fromEntries(
      Object.entries(good.params).map(([key, one]) => [key, fc.oneof(fc.constant(one), text)]),
    ),
  )
  return fc.record({ operation: fc.constant(operation), params, query, body, headers })
}

const wellFormed = (one: string) => one.replace(/\p{Surrogate}/gu, '\ufffd')

it('answers a thousand malformed requests without a fault of its own', { timeout: 180_000 }, async () => {
  const requests = fc.sample(fc.constantFrom(...operations).chain(requestOf), {
    numRuns: 1_500,
    seed: 20_260_101,
  })
  const faults: string[] = []
  const answers = new Map<number, number>()
  for (const { operation, params, query, body, headers: given } of requests) {
    const filled = Object.fromEntries(
      Object.entries(params).map(([key, one]) => [key, wellFormed(one) || 'x']),
    )
    const search = new URLSearchParams(
      Object.entries(query).map(([key, one]): [string, string] => [wellFormed(key), wellFormed(one)]),
    )
    const url = `${manager.url}${API_PREFIX}${fillPath(operation.path, filled)}?${search}`
    const response = await fetch(url, {
      method: operation.method.toUpperCase(),
      headers: { ...given, authorization },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      ...(operation.method === 'get' ? {} : { body }),
    })
    const answer = await response.text()
    answers.set(response.status, (answers.get(response.status) ?? 0) + 1)
    if (response.status >= 500)
      faults.push(`${response.status} ${operation.id} ${url} ${JSON.stringify(given)} ${body} -> ${answer}`)
  }
  expect(faults).toEqual([])
  expect([...answers.keys()].length, 'only one kind of answer: the requests do not vary').toBeGreaterThan(3)
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted')
  // Whatever was sent: it still works.
  expect((await fetch(`${manager.url}/readyz`)).status).toBe(200)
})
