import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TCP_ACK, TCP_SYN } from '../src/conntrack/state.ts'
import {
  buildSnapshot,
  compileFilters,
  compileWorld,
  createFilterClassifier,
  createFlowTable,
  type L4,
  packetKey,
} from '../src/index.ts'
import {
  addresses,
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  vnic,
  workload,
} from './support/documents.ts'

const ROUNDS = 200_000

/** Garbage collections while `work` runs a second time. Even 16 bytes a call, a million times, would need several. */
async function collections(work: () => void): Promise<number> {
  let seen = 0
  const observer = new PerformanceObserver((list) => {
    seen += list.getEntries().length
  })
  observer.observe({ entryTypes: ['gc'] })
  work()
  await delivered()
  seen = 0
  work()
  await delivered()
  observer.disconnect()
  return seen
}

/** Entries are handed over in a later turn of the event loop. */
async function delivered(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate()
}

const web: L4 = { protocol: 'tcp', sourcePort: 40_000, destinationPort: 443 }
const classifier = compileWorld(
  buildSnapshot(
    document({
      inventory: inventory({
        workloads: [
          workload('a', { vnics: [vnic('v', ['10.0.0.1', 'fd00::1'])] }),
          workload('b', { vnics: [vnic('v', ['10.0.0.2', 'fd00::2'])] }),
        ],
      }),
      groups: [group('a', { workloads: ['a'] }), group('ann', { identities: ['user:ann', 'group:ops'] })],
      policies: [
        policy('p', [
          rule('none', { sources: not(groups('a')), destinations: addresses('10.0.0.1') }),
          rule('who', {
            sources: groups('ann'),
            users: ['group:dev', 'user:ann'],
            processes: ['curl'],
            direction: 'in',
          }),
          rule('ports', {
            services: {
              services: [],
              entries: [{ protocol: 'tcp', sourcePorts: [[1, 2]], destinationPorts: [] }],
            },
          }),
          rule('web', {
            services: {
              services: [],
              entries: [{ protocol: 'tcp', sourcePorts: [], destinationPorts: [[443, 443]] }],
            },
          }),
        ]),
      ],
    }),
  ),
)

test('the measure sees two numbers allocated a call', { timeout: 120_000 }, async () => {
  let kept: readonly number[] = []
  const seen = await collections(() => {
    for (let i = 0; i < ROUNDS * 12; i += 1) kept = [i, i + 1]
  })
  expect(kept).toHaveLength(2)
  expect(seen).toBeGreaterThan(1)
})

test('deciding allocates nothing', { timeout: 120_000 }, async () => {
  const keys = [
    packetKey({
      source: '10.0.0.1',
      destination: '10.0.0.2',
      l4: web,
      context: { user: 'bob', userGroups: ['x'], process: 'curl' },
    }),
    packetKey({ source: 'fd00::1', destination: 'fd00::2', l4: web }),
    packetKey({ source: '192.168.0.1', destination: '10.0.0.2', l4: { protocol: 'icmp', type: 8, code: 0 } }),
  ]
  const seen = await collections(() => {
    let sum = 0
    for (let i = 0; i < ROUNDS; i += 1) {
      // Stays a small integer: a sum would be a number on the heap.
      for (const key of keys)
        sum ^= classifier.decide(key, 'source', i) ^ (classifier.decide(key, 'destination', i) << 1)
    }
    expect(sum).toBeTypeOf('number')
  })
  expect(seen).toBeLessThanOrEqual(1)
})

test('filters allocate nothing, whether packets come one by one or together', {
  timeout: 120_000,
}, async () => {
  const tables = compileFilters(
    Array.from({ length: 300 }, (_, i) => ({
      source: [i * 99, i * 99 + 50] as const,
      destination: [0, 2 ** 32 - 1] as const,
      sourcePorts: [0, 65_535] as const,
      destinationPorts: [i, i + 9] as const,
      protocols: [6, 6] as const,
    })),
  )
  if (tables === null) throw new Error('too large')
  const count = 1_000
  const into = new Int32Array(count)
  const others = {
    source: new Int32Array(count),
    destination: new Int32Array(count),
    sourcePort: new Uint16Array(count),
    destinationPort: new Uint16Array(count),
    protocol: new Uint8Array(count).fill(6),
  }
  for (const javascript of [false, true]) {
    const { classify, classifyAll, block } = createFilterClassifier(tables, { capacity: count, javascript })
    const seen = await collections(() => {
      for (let i = 0; i < ROUNDS; i += 1) into[i % count] = classify(i % 4_096, i, 1, i & 255, 6)
      for (let i = 0; i < ROUNDS; i += 1) {
        classifyAll(block.packets, 3, block.into)
        classifyAll(others, 3, into)
      }
      classifyAll(others, count, into)
    })
    expect(seen).toBeLessThanOrEqual(1)
  }
})

test('looking a connection up allocates nothing', { timeout: 120_000 }, async () => {
  const table = createFlowTable({ capacity: 1_000 })
  const there = packetKey({ source: '10.0.0.1', destination: '10.0.0.2', l4: web })
  const back = packetKey({
    source: '10.0.0.2',
    destination: '10.0.0.1',
    l4: { protocol: 'tcp', sourcePort: 443, destinationPort: 40_000 },
  })
  table.admit(there, TCP_SYN, 0, 1)
  table.observe(back, TCP_SYN | TCP_ACK, 0)
  const seen = await collections(() => {
    for (let i = 0; i < ROUNDS * 6; i += 1) {
      if (
        table.observe(there, TCP_ACK, i) !== 'established' ||
        table.observe(back, TCP_ACK, i) !== 'established'
      )
        throw new Error('lost')
    }
  })
  expect(seen).toBeLessThanOrEqual(1)
})
