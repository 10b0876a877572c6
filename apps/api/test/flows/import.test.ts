import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import {
  type AppError,
  createWorkload,
  getImport,
  importFlows,
  listAuditEvents,
  listFlows,
  listImports,
  undoImport,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoManager, startDemoManager } from './demo-manager.ts'

let manager: DemoManager
beforeAll(async () => {
  manager = await startDemoManager(2_000)
}, 120_000)
afterAll(() => manager.close())

/** Seconds of a time that every test's records lie at. */
const AT = Math.floor(Date.now() / 1_000) - 7_200
const vpc = (source: string, destination: string, port: number, action = 'ACCEPT', at = AT) =>
  `2 123456789010 eni-1235b8ca ${source} ${destination} 49152 ${port} 6 20 4249 ${at} ${at + 10} ${action} OK`

const send = (lines: readonly string[], fileName = 'flows.log', format: 'auto' | 'vpc' | 'csv' = 'auto') =>
  manager.admin.call(importFlows, { query: { fileName, format } }, { rawBody: `${lines.join('\n')}\n` })
const failure = async (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('was not refused')
    },
    (error: AppError) => error,
  )

describe('importing flow records', () => {
  it('stores what can be read and tells what cannot, with line and reason', async () => {
    const done = await send(
      [vpc('10.99.0.1', '10.99.0.2', 443), vpc('10.99.0.1', '8.8.8.8', 53), vpc('10.99.0.1', 'nonsense', 53)],
      'three.log',
    )
    expect(done).toMatchObject({
      format: 'vpc',
      status: 'done',
      records: 2,
      badLines: 1,
      flows: 2,
      repeated: false,
      fileName: 'three.log',
    })
    const { lines } = await manager.admin.call(getImport, { params: { importId: done.id } })
    expect(lines).toEqual([
      { line: 3, reason: expect.stringContaining('nonsense'), text: expect.any(String) },
    ])
    const { items } = await manager.admin.call(listFlows, { query: { importId: done.id, sort: 'port' } })
    expect(items).toMatchObject([
      { port: 53, source: { kind: 'unknown' }, destination: { kind: 'external', name: '8.8.8.8' } },
      { port: 443, source: { kind: 'unknown' }, destination: { kind: 'unknown' }, origin: 'imported' },
    ])
    const { items: events } = await manager.admin.call(listAuditEvents, {
      query: { action: 'flow-import.created', objectId: done.id },
    })
    expect(events).toHaveLength(1)
  })

  it('takes gzip and plain for the same content: a second import changes nothing', async () => {
    const text = `${vpc('10.99.1.1', '10.99.1.2', 443)}\n`
    const first = await manager.admin.call(importFlows, {}, { rawBody: text })
    const again = await manager.admin.call(
      importFlows,
      { query: { fileName: 'x.gz' } },
      { rawBody: gzipSync(text) },
    )
    expect(again).toMatchObject({ id: first.id, repeated: true, fileName: 'upload' })
    const third = await manager.admin.request(importFlows, {}, { rawBody: text })
    expect(third.status).toBe(200)
    const { total } = await manager.admin.call(listFlows, { query: { either: 'addr:10.99.1.1' } })
    expect(total).toBe(1)
  })

  it('at the same time, too', async () => {
    const lines = [vpc('10.99.9.1', '10.99.9.2', 443)]
    const both = await Promise.all([send(lines), send(lines)])
    expect(both.map(({ repeated }) => repeated).sort()).toEqual([false, true])
    expect(both[0]?.id).toBe(both[1]?.id)
  })

  it('adds up records of one conversation and hour', async () => {
    const done = await send([
      vpc('10.99.2.1', '10.99.2.2', 443, 'ACCEPT', AT - (AT % 3_600)),
      vpc('10.99.2.1', '10.99.2.2', 443, 'ACCEPT', AT - (AT % 3_600) + 60),
    ])
    expect(done).toMatchObject({ records: 2, flows: 1 })
    const { items } = await manager.admin.call(listFlows, { query: { importId: done.id } })
    expect(items[0]).toMatchObject({ sessions: 2, bytes: 8_498, packets: 40 })
  })

  it('attributes addresses to workloads, and lets the observer say what happened and the policy why', async () => {
    const web = 'shop-web-01'
    const { items: seen } = await manager.admin.call(listFlows, {
      query: {
        source: 'tier:shop/web',
        destination: 'tier:shop/app',
        port: 8080,
        state: 'allowed',
        limit: 1,
      },
    })
    const [flow] = seen
    if (flow === undefined) throw new Error('the demo has no such flow')
    const done = await send([
      vpc(flow.source.address, flow.destination.address, 8080, 'ACCEPT'),
      vpc(flow.source.address, flow.destination.address, 8080, 'REJECT'),
      vpc(flow.source.address, flow.destination.address, 61_234, 'ACCEPT'),
    ])
    const { items } = await manager.admin.call(listFlows, { query: { importId: done.id, limit: 10 } })
    const byState = new Map(items.map((item) => [`${item.state} ${item.port}`, item]))
    expect(byState.get('allowed 8080')?.decidedBy).toMatchObject({
      kind: 'rule',
      ruleId: flow.decidedBy.ruleId,
      revision: 1,
    })
    expect(byState.get('denied 8080')?.decidedBy).toMatchObject({ kind: 'observer', ruleId: null })
    expect(items.every(({ source }) => source.application === 'shop')).toBe(true)
    expect(web).toMatch(/^shop/)
  })

  it('can be undone, and then done again', async () => {
    const lines = [vpc('10.99.3.1', '10.99.3.2', 443)]
    const done = await send(lines)
    const count = async () =>
      (await manager.admin.call(listFlows, { query: { either: 'addr:10.99.3.1' } })).total
    expect(await count()).toBe(1)
    const undone = await manager.admin.call(undoImport, { params: { importId: done.id } })
    expect(undone).toMatchObject({ status: 'undone', undoneAt: expect.any(String) })
    expect(await count()).toBe(0)
    expect(await manager.db.flow.count({ where: { importId: done.id } })).toBe(0)
    const again = await send(lines)
    expect(again).toMatchObject({ repeated: false, status: 'done' })
    expect(again.id).not.toBe(done.id)
    expect(await count()).toBe(1)
    const { items } = await manager.admin.call(listImports, { query: { limit: 500 } })
    expect(items.filter(({ id }) => id === done.id || id === again.id)).toHaveLength(2)
  })

  it('lets a workload that is added later claim its flows', async () => {
    await send([vpc('10.99.4.1', '10.99.4.2', 443)])
    const kinds = async () => {
      const { items } = await manager.admin.call(listFlows, { query: { either: 'addr:10.99.4.1' } })
      return items.map(({ source }) => [source.kind, source.name, source.application])
    }
    expect(await kinds()).toEqual([['unknown', '10.99.4.1', null]])
    await manager.admin.call(createWorkload, {
      body: {
        name: 'late',
        tags: [{ scope: 'app', value: 'late-app' }],
        vnics: [{ id: 'eth0', mac: null, segment: null, addresses: ['10.99.4.1'] }],
      },
    })
    expect(await kinds()).toEqual([['workload', 'late', 'late-app']])
  })
})

describe('a file that cannot be imported', () => {
  it.each([
    ['empty', ''],
    ['no flow records', 'hello\nworld\n'],
    ['damaged gzip', gzipSync(vpc('10.99.5.1', '10.99.5.2', 443)).subarray(0, 40)],
  ])('is refused with what is wrong: %s', async (_, rawBody) => {
    const before = await manager.db.flowImport.count()
    const error = await failure(manager.admin.call(importFlows, {}, { rawBody }))
    expect(error.status).toBe(422)
    expect(error.errors[0]?.field).toMatch(/^body/)
    expect(await manager.db.flowImport.count()).toBe(before)
  })

  it('leaves nothing when its sender goes away in the middle', async () => {
    const before = await manager.db.flow.count()
    const { token } = await manager.user('administrator')
    const sending = httpRequest(`${manager.url}/api/v1/flow-imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    })
    sending.on('error', () => {})
    sending.write(`${vpc('10.99.6.1', '10.99.6.2', 443)}\n`.repeat(100))
    await once(sending, 'socket')
    const closed = new Promise((resolve) => sending.once('close', resolve))
    sending.destroy()
    await closed
    // Whatever it would have stored would be stored before this one.
    await send([vpc('10.99.7.1', '10.99.7.2', 443)])
    expect(await manager.db.flow.count()).toBe(before + 1)
  })

  it('may not be sent, read or undone by whoever lacks the permission or sees only a part', async () => {
    const eve = await manager.as('security-analyst')
    expect((await failure(eve.call(importFlows, {}, { rawBody: 'x' }))).status).toBe(403)
    const bob = await manager.as('application-owner', { scope: ['app:shop'] })
    expect(await bob.call(listImports)).toMatchObject({ items: [], total: 0 })
  })
})
