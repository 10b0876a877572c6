import { createInProcessBus } from '@flowgate/dfe'
import type { FlowReport, LiveEvent, ReportedFlow } from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FlowMemory } from '../../src/features/flows/memory/flow-memory.ts'
import { followFlows } from '../../src/features/flows/store/flow-loader.ts'
import { createFlowSink } from '../../src/features/flows/store/flow-sink.ts'
import { expireFlows } from '../../src/features/flows/store/retention.ts'
import { createAudit } from '../../src/http/audit.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const NOON = Date.UTC(2026, 2, 18, 12)
const flow = (override: Partial<ReportedFlow> = {}): ReportedFlow => ({
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourceWorkload: 'a',
  destinationWorkload: 'b',
  protocol: 6,
  port: 443,
  action: 'allow',
  why: 'rule',
  policy: 'p',
  rule: 'p-1',
  revision: 1,
  sessions: 2,
  bytes: 100,
  packets: 4,
  firstSeen: NOON + 1_000,
  lastSeen: NOON + 2_000,
  process: null,
  user: null,
  appId: null,
  ...override,
})
const report = (sequence: number, flows: ReportedFlow[], epoch = 'e1', host = 'h1'): FlowReport => ({
  host,
  epoch,
  sequence,
  flows,
})

const sinkOf = () => {
  const events: LiveEvent[] = []
  const bus = createInProcessBus({ onError: () => {} })
  const live = { publish: (event: LiveEvent) => void events.push(event), endStreams: () => {} }
  return { sink: createFlowSink({ db: database.prisma, bus, live }), events, bus }
}

describe('flow reports of hosts', () => {
  it('are stored once, however often they come, and add up within an hour', async () => {
    const { sink, bus } = sinkOf()
    await sink.store(report(1, [flow()]))
    await sink.store(report(1, [flow()]))
    await Promise.all([
      sink.store(report(2, [flow({ sessions: 3, firstSeen: NOON + 500, lastSeen: NOON + 9_000 })])),
      sink.store(report(2, [flow()])),
      sink.store(report(1, [flow({ action: 'drop', rule: null, why: 'default-rule' })], 'e1', 'h2')),
    ])
    const rows = await database.prisma.flow.findMany({ orderBy: { id: 'asc' } })
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ sessions: 5n, bytes: 200n, state: 'allowed', ruleId: 'p-1', revision: 1 })
    expect(rows[0]?.firstSeen.getTime()).toBe(NOON + 500)
    expect(rows[0]?.lastSeen.getTime()).toBe(NOON + 9_000)
    expect(rows[1]).toMatchObject({ state: 'denied', action: 'drop', ruleId: null })
    await sink.stop()
    await bus.close()
  })

  it('of a host that started again are new', async () => {
    const { sink, bus } = sinkOf()
    await sink.store(report(1, [flow({ port: 444 })], 'e1', 'h3'))
    await sink.store(report(1, [flow({ port: 444 })], 'e2', 'h3'))
    const row = await database.prisma.flow.findFirst({ where: { port: 444 } })
    expect(row?.sessions).toBe(4n)
    await sink.stop()
    await bus.close()
  })

  it.each([
    [{ why: 'default-rule', rule: null, policy: null }, 'unprotected', 1_001],
    [{ why: 'not-protected', rule: null, policy: null }, 'unknown', 1_002],
    [{ why: 'visibility' }, 'allowed', 1_003],
    [{ action: 'reject' as const }, 'denied', 1_004],
  ])('%o stand as %s', async (override, state, port) => {
    const { sink, bus } = sinkOf()
    await sink.store(report(1, [flow({ ...override, port })], 'e1', `h-${state}`))
    expect(await database.prisma.flow.findFirst({ where: { port } })).toMatchObject({ state })
    await sink.stop()
    await bus.close()
  })
})

/** Sessions by port, as memory has them. */
const held = (memory: FlowMemory): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (let row = 0; row < memory.length; row += 1) {
    if (memory.columns.state[row] === 255) continue
    const port = String(memory.columns.port[row])
    sums[port] = (sums[port] ?? 0) + (memory.columns.sessions[row] ?? 0)
  }
  return sums
}

describe('memory of another replica', () => {
  it('follows new rows, sums, undone imports and retention', async () => {
    const { sink, bus } = sinkOf()
    const memory = new FlowMemory()
    let seen = -1
    const follow = async () => {
      seen = (await followFlows(database.pool, memory, seen)).seen
    }
    await follow()
    const before = held(memory)
    await sink.store(report(1, [flow({ port: 7_001 })], 'e1', 'h9'))
    await sink.store(report(2, [flow({ port: 7_002 })], 'e1', 'h9'))
    await follow()
    expect(held(memory)).toEqual({ ...before, 7001: 2, 7002: 2 })
    // An old row changes after a new one came: both must arrive, whatever the order of ids.
    await sink.store(report(3, [flow({ port: 7_003 })], 'e1', 'h9'))
    await sink.store(report(4, [flow({ port: 7_001, sessions: 5 })], 'e1', 'h9'))
    await follow()
    expect(held(memory)).toEqual({ ...before, 7001: 7, 7002: 2, 7003: 2 })

    const old = NOON - 100 * 86_400_000
    await sink.store(report(5, [flow({ port: 7_009, firstSeen: old, lastSeen: old })], 'e1', 'h9'))
    await follow()
    expect(held(memory)).toMatchObject({ 7009: 2 })
    const ports = {
      db: database.prisma,
      audit: createAudit(),
      clock: { now: () => NOON },
      log: { error: () => {}, info: () => {} },
      changed: follow,
    }
    expect(await expireFlows(ports)).toBe(1)
    expect(held(memory)).toEqual({ ...before, 7001: 7, 7002: 2, 7003: 2 })
    expect(await expireFlows(ports)).toBe(0)
    expect(await database.prisma.auditEvent.count({ where: { action: 'flows.expired' } })).toBe(1)
    const fresh = new FlowMemory()
    await followFlows(database.pool, fresh, -1)
    expect(held(fresh)).toEqual(held(memory))
    await sink.stop()
    await bus.close()
  })

  it('stays within its bound and says that something is missing', () => {
    const memory = new FlowMemory(100)
    for (let id = 1; id <= 250; id += 1) {
      memory.put({
        id,
        hour: NOON,
        origin: 'observed',
        importId: null,
        sourceAddress: '10.0.0.1',
        destinationAddress: '10.0.0.2',
        sourceWorkload: null,
        destinationWorkload: null,
        sourceName: null,
        destinationName: null,
        protocol: 6,
        port: id,
        state: 'allowed',
        action: 'allow',
        why: 'rule',
        policyId: 'p',
        ruleId: 'r',
        revision: 1,
        sessions: 1,
        bytes: 1,
        packets: 1,
        firstSeen: NOON,
        lastSeen: NOON,
        appId: null,
        userName: null,
        process: null,
      })
      memory.commit()
    }
    expect(memory.count).toBeLessThanOrEqual(100)
    expect(memory.truncated).toBe(true)
    expect(held(memory)).toMatchObject({ 250: 1 })
  })
})
