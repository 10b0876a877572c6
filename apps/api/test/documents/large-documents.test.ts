import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { largeEstate } from '@flowgate/seed'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Installation, newInstallation } from '../crash/support/installation.ts'
import type { ManagerChild } from '../support/manager-child.ts'

const RULES = 10_000
const estate = largeEstate({ workloads: 2_000, rules: RULES, flows: 0, seed: 7 })
const documentWith = (note: string) =>
  Buffer.from(
    JSON.stringify({
      apiVersion: 'flowgate/v1',
      kind: 'Document',
      inventory: estate.inventory,
      ...estate.policySet,
      policies: estate.policySet.policies.map((policy) => ({
        ...policy,
        rules: policy.rules.map((rule, index) => (index % 10 === 0 ? { ...rule, note } : rule)),
      })),
    }),
  )

let installation: Installation
let manager: ManagerChild
beforeAll(async () => {
  installation = await newInstallation()
  manager = await installation.start()
}, 180_000)
afterAll(() => installation.remove())

/** CPU time in ms of the thread that answers requests, and of the whole process. */
const cpu = (): { readonly main: number; readonly all: number } => {
  const ticks = (path: string) => {
    const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  }
  return {
    main: ticks(`/proc/${manager.pid}/task/${manager.pid}/stat`),
    all: ticks(`/proc/${manager.pid}/stat`),
  }
}

interface Answer {
  readonly status: number
  readonly body: Buffer
}
/** Without a look at what comes: parsing it here would keep this process from looking at the other one. */
const send = (method: string, path: string, body?: Buffer, more: Record<string, string> = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const headers = { ...installation.headers(), 'content-type': 'application/json', ...more }
    const sent = request(`${manager.url}/api/v1${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/**
 * Sends a request and looks meanwhile what keeps others waiting: CPU time that the thread which answers everybody takes
 * between a question and its answer. Time by the clock would tell how busy the machine is.
 */
const watched = async (...about: Parameters<typeof send>): Promise<Answer> => {
  const stalls: number[] = []
  let running = true
  const looking = (async () => {
    while (running) {
      const before = cpu().main
      await fetch(`${manager.url}/healthz`).then((response) => response.text())
      stalls.push(cpu().main - before)
      await setTimeout(10)
    }
  })()
  const answer = await send(...about).finally(() => {
    running = false
  })
  await looking
  stalls.sort((a, b) => a - b)
  expect(stalls[Math.floor(stalls.length * 0.9)]).toBeLessThanOrEqual(100)
  expect(stalls.at(-1)).toBeLessThanOrEqual(200)
  return answer
}
/** The same for what another thread does: this one takes the smaller part of the work. */
const elsewhere = async (...about: Parameters<typeof send>): Promise<Answer> => {
  const before = cpu()
  const answer = await watched(...about)
  const after = cpu()
  expect((after.main - before.main) / (after.all - before.all)).toBeLessThan(0.5)
  return answer
}
const json = ({ status, body }: Answer) => ({ status, body: JSON.parse(body.toString()) })

const countsThreads = existsSync('/proc/self/task')

it.skipIf(!countsThreads)(
  'applies, plans, compares and exports ten thousand rules while others are answered',
  {
    timeout: 300_000,
  },
  async () => {
    const [one, two] = [documentWith('first'), documentWith('reviewed')]
    const key = { 'idempotency-key': 'large-1', 'x-request-id': 'large-request' }
    const applied = json(await elsewhere('POST', '/document/apply?note=large', one, key))
    expect(applied).toMatchObject({ status: 200, body: { revision: 1 } })
    expect(applied.body.inventory.filter(({ kind }: { kind: string }) => kind === 'workload')).toHaveLength(
      2_000,
    )
    // What another thread changed is seen here at once.
    expect(json(await send('GET', '/workloads?limit=1')).body.total).toBe(2_000)
    expect(json(await send('GET', '/rules?limit=1')).body.total).toBe(RULES)
    const { body: audit } = json(await send('GET', '/audit?q=document.applied'))
    expect(audit.items).toMatchObject([{ requestId: 'large-request', after: { revision: 1, note: 'large' } }])

    const planned = json(await elsewhere('POST', '/document/plan', two))
    expect(planned.body.policy).toHaveLength(RULES / 10)
    expect(json(await elsewhere('POST', '/document/apply', two)).body.revision).toBe(2)
    const compared = json(await watched('GET', '/compare?before=revision:1&after=revision:2'))
    expect(compared.body.items).toHaveLength(RULES / 10)
    const exported = json(await watched('GET', '/document'))
    expect(exported.body.policies.flatMap(({ rules }: { rules: unknown[] }) => rules)).toHaveLength(RULES)

    const drafted = json(await elsewhere('POST', '/drafts/mine/document', one))
    expect(drafted.body.changes).toHaveLength(RULES / 10)
    expect(json(await watched('GET', '/drafts/mine')).body.changeCount).toBe(RULES / 10)
    const published = json(await watched('POST', '/drafts/mine/publish', Buffer.from('{"note":"back"}')))
    expect(published.body).toMatchObject({ revision: 3 })
    expect(json(await send('GET', '/revisions/3')).body).toMatchObject({ rollbackOf: 1, note: 'back' })
    // Its spans are cut in a thread too, and every host enforces its own.
    const enforcing = async () => json(await send('GET', '/fleet?limit=1')).body.summary
    await expect.poll(enforcing, { timeout: 120_000, interval: 200 }).toMatchObject({
      hosts: estate.inventory.hosts.length,
      realized: estate.inventory.hosts.length,
      wantedRevision: 3,
    })
  },
)

it('refuses a large document with the same words as a small one', { timeout: 120_000 }, async () => {
  const fault = { ...JSON.parse(documentWith('').toString()), groups: [] }
  const large = json(await send('POST', '/document/apply', Buffer.from(JSON.stringify(fault))))
  expect(large).toMatchObject({
    status: 422,
    body: { code: 'invalid_document', instance: '/api/v1/document/apply' },
  })
  expect(large.body.errors[0].field).toMatch(/^body\.policies\[0\]\.rules\[\d+\]/)
  const cut = json(await send('POST', '/document/plan', documentWith('').subarray(0, 1_000_000)))
  expect(cut).toMatchObject({ status: 400, body: { code: 'bad_request' } })
  expect(json(await send('GET', '/compare?before=revision:1&after=revision:99'))).toMatchObject({
    status: 404,
  })
})
