import type { Span } from '@flowgate/engine'
import { type Bus, type RulesReply, subjects, type TestReply } from '@flowgate/shared'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  createInProcessBus,
  createSimulatedHost,
  decodeSpan,
  encodeSpan,
  type SimulatedHost,
  type SimulatedHostOptions,
  type SpanStore,
} from '../src/index.ts'
import { DB, spanOf, WEB } from './support/estate.ts'
import { createTestManager, type TestManager } from './support/manager.ts'
import { createVirtualTime, type VirtualTime } from './support/virtual-time.ts'

const l4 = { protocol: 'tcp', sourcePort: 40_000, destinationPort: 5432 } as const
const packet = { source: WEB, destination: DB, l4 }

let time: VirtualTime
let bus: Bus
let manager: TestManager

const startHost = async (more: Partial<SimulatedHostOptions> = {}): Promise<SimulatedHost> => {
  const host = createSimulatedHost({
    hostId: 'host-1',
    bus,
    clock: time,
    scheduler: time,
    epoch: 'first',
    ...more,
  })
  const started = host.dfe.start()
  await time.advance(0)
  await started
  return host
}

const want = (revision: number, inventoryVersion = 1): void =>
  manager.want({ revision, inventoryVersion, at: time.now() })

const action = (host: SimulatedHost): string | undefined =>
  host.datapath.evaluateAt(packet, 'source', time.now())?.action

const memoryStore = (kept: Span | null = null): SpanStore & { kept: () => Span | null } => {
  let span = kept === null ? null : encodeSpan(kept)
  return {
    kept: () => (span === null ? null : decodeSpan(span)),
    load: async () => span,
    save: async (next) => {
      span = next
    },
  }
}

beforeEach(() => {
  time = createVirtualTime()
  bus = createInProcessBus({ scheduler: time })
  manager = createTestManager(bus)
})

describe('realization', () => {
  test('a host that starts realizes what is wanted and reports no latency: nobody waited', async () => {
    want(2)
    await time.advance(5_000)
    const host = await startHost()
    await time.advance(100)
    expect(host.dfe.enforced()).toEqual({ revision: 2, inventoryVersion: 1 })
    expect(manager.reports).toMatchObject([
      { host: 'host-1', revision: 2, state: 'realized', latencyMs: null, rules: 1, workloads: 1 },
    ])
  })

  test('a publish is realized and its latency counted from the decision', async () => {
    want(1)
    const host = await startHost()
    await time.advance(1_000)
    manager.want({ revision: 2, inventoryVersion: 1, at: time.now() - 40 })
    await time.advance(100)
    expect(manager.reports.at(-1)).toMatchObject({ revision: 2, state: 'realized', latencyMs: 40 })
    expect(action(host)).toBe('drop')
  })

  test('a jump of two revisions costs one span', async () => {
    want(1)
    await startHost()
    await time.advance(100)
    const before = manager.spanRequests()
    want(2)
    want(3)
    await time.advance(100)
    expect(manager.spanRequests() - before).toBe(1)
    expect(manager.reports.map(({ revision }) => revision)).toEqual([1, 3])
  })

  test('the same wanted state twice installs nothing twice', async () => {
    want(2)
    await startHost()
    await time.advance(100)
    want(2)
    want(2)
    await time.advance(100)
    expect(manager.reports).toHaveLength(1)
    expect(manager.spanRequests()).toBe(1)
  })

  test('a late message about an older revision changes nothing', async () => {
    want(3)
    const host = await startHost()
    await time.advance(100)
    want(1)
    await time.advance(60_000)
    expect(host.dfe.enforced()?.revision).toBe(3)
  })

  test('without the Manager the last realized revision is enforced; it is asked at once when back', async () => {
    want(2)
    const host = await startHost()
    await time.advance(100)
    manager.leave()
    await time.advance(3_600_000)
    expect(action(host)).toBe('drop')
    manager.returnTo()
    want(3)
    await time.advance(10)
    expect(action(host)).toBe('allow')
  })

  test('an offline host says nothing, keeps enforcing and catches up with its whole latency', async () => {
    want(2)
    const host = await startHost()
    await time.advance(5_000)
    host.behave('offline')
    const beats = manager.heartbeats.length
    want(3)
    await time.advance(600_000)
    expect(manager.heartbeats).toHaveLength(beats)
    expect(action(host)).toBe('drop')
    const unreachable = expect(bus.request(subjects.rules('host-1'), null)).rejects.toThrow('nobody serves')
    await time.advance(0)
    await unreachable
    host.behave('online')
    await time.advance(100)
    expect(action(host)).toBe('allow')
    expect(manager.reports.at(-1)).toMatchObject({ revision: 3, state: 'realized', latencyMs: 600_000 })
  })

  test('a span that cannot be installed is reported, leaves the old one in force, and is tried again', async () => {
    want(2)
    const host = await startHost()
    await time.advance(100)
    host.behave('failing')
    want(3)
    await time.advance(8_000)
    const failures = manager.reports.filter(({ state }) => state === 'failed')
    expect(failures).toHaveLength(4) // at 0, 1, 3 and 7 seconds
    expect(failures[0]).toMatchObject({ revision: 3, error: 'the simulated datapath refuses every span' })
    expect(action(host)).toBe('drop')
    host.behave('online')
    await time.advance(100)
    expect(manager.reports.at(-1)).toMatchObject({ revision: 3, state: 'realized' })
    expect(action(host)).toBe('allow')
  })

  test('requests that fail are repeated after doubling delays of at most ten seconds', async () => {
    manager.breakSpans(true)
    want(2)
    await startHost()
    await time.advance(25_500)
    // 0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3, 12.7, 22.7 seconds
    expect(manager.spanRequests()).toBe(9)
  })

  test('a host that restarts enforces what it kept before the Manager answers', async () => {
    manager.leave()
    const store = memoryStore(spanOf('host-1', 2))
    const host = await startHost({ store })
    expect(action(host)).toBe('drop')
    manager.returnTo()
    want(3)
    await time.advance(30_000)
    expect(action(host)).toBe('allow')
    expect(store.kept()?.revision).toBe(3)
  })

  test('what was kept from another installation gives way to a smaller revision', async () => {
    const host = await startHost({ store: memoryStore(spanOf('host-1', 3, 900)) })
    want(2)
    await time.advance(100)
    expect(host.dfe.enforced()).toEqual({ revision: 2, inventoryVersion: 1 })
  })
})

describe('questions', () => {
  test('how a packet would be decided, by what is enforced and by a draft', async () => {
    want(1)
    await startHost()
    await time.advance(100)
    const ask = async (span?: Span): Promise<TestReply> => {
      const request = { source: WEB, destination: DB, l4, context: {}, point: 'source', at: time.now() }
      const reply = bus.request(subjects.test('host-1'), span === undefined ? request : { ...request, span })
      await time.advance(0)
      return (await reply) as TestReply
    }
    expect(await ask()).toMatchObject({
      host: 'host-1',
      revision: 1,
      evaluation: { action: 'allow', why: 'default-rule', workload: 'web-01' },
    })
    expect(await ask({ ...spanOf('host-1', 2), revision: null })).toMatchObject({
      revision: null,
      evaluation: { action: 'drop', why: 'rule', rule: 'stop' },
    })
    expect(await ask()).toMatchObject({ revision: 1, evaluation: { action: 'allow' } })
  })

  test('a host that enforces nothing yet says so', async () => {
    await startHost()
    const reply = bus.request(subjects.test('host-1'), {
      source: WEB,
      destination: DB,
      l4,
      context: {},
      point: 'source',
      at: 0,
    })
    const outcome = expect(reply).rejects.toThrow('host `host-1` enforces no revision yet')
    await time.advance(0)
    await outcome
  })

  test('which rules are enforced, in words, with their hits', async () => {
    want(2)
    const host = await startHost()
    await time.advance(100)
    host.datapath.open(packet, 'source', () => {})
    const reply = bus.request(subjects.rules('host-1'), null)
    await time.advance(0)
    expect((await reply) as RulesReply).toEqual({
      revision: 2,
      rules: [
        {
          category: 'application',
          policy: 'policy',
          policyName: 'Policy',
          rule: 'stop',
          ruleName: 'rule stop',
          action: 'drop',
          sources: { groups: [{ id: 'web', name: 'Web servers' }], addresses: [], negated: false },
          destinations: { groups: [], addresses: [DB], negated: false },
          services: 'tcp/5432',
          hits: 1,
          workloads: 1,
        },
      ],
    })
  })
})

test('a new revision cuts the tracked connections it no longer allows', async () => {
  want(1)
  const host = await startHost()
  await time.advance(100)
  const cut: string[] = []
  host.datapath.open(packet, 'source', ({ rule, revision }) => cut.push(`${rule} of revision ${revision}`))
  expect(host.datapath.connections()).toBe(1)
  want(2)
  await time.advance(100)
  expect(cut).toEqual(['stop of revision 2'])
  expect(host.datapath.connections()).toBe(0)
})

test('heartbeats say what is enforced and how much is tracked', async () => {
  want(2)
  await startHost({ heartbeatMs: 1_000 })
  await time.advance(3_500)
  expect(manager.heartbeats).toHaveLength(4)
  expect(manager.heartbeats.at(-1)).toMatchObject({
    host: 'host-1',
    datapath: 'simulated',
    revision: 2,
    inventoryVersion: 1,
    connections: 0,
    dropped: 0,
  })
})
