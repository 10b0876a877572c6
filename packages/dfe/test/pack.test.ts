import { type Bus, keys, type ReportedFlow, type SimulatedFleet, subjects } from '@flowgate/shared'
import { beforeEach, expect, test } from 'vitest'
import { type Attempt, createInProcessBus, createPack, type Pack } from '../src/index.ts'
import { DB, inventory, WEB } from './support/estate.ts'
import { createTestManager, type TestManager } from './support/manager.ts'
import { createVirtualTime, type VirtualTime } from './support/virtual-time.ts'

let time: VirtualTime
let bus: Bus
let manager: TestManager
let packs: Pack[]

const end = (workload: string | null, address: string) => ({ workload, address })
const EXTERNAL = '203.0.113.9'

/** Every second one session from web to db, one from outside to db, and one from web to outside. */
const attemptsAt = (at: number): Attempt[] =>
  [
    { source: end('web-01', WEB), destination: end('db-01', DB) },
    { source: end(null, EXTERNAL), destination: end('db-01', DB) },
    { source: end('web-01', WEB), destination: end(null, EXTERNAL) },
  ].map(({ source, destination }) => ({
    at,
    source,
    destination,
    protocol: 6,
    port: 5432,
    packet: {
      source: source.address,
      destination: destination.address,
      l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort: 5432 },
    },
    bytes: 1_000,
    packets: 10,
  }))

const startPack = (shard: number): void => {
  packs.push(
    createPack({
      shard,
      bus,
      clock: time,
      scheduler: time,
      newEpoch: () => `epoch-${shard}`,
      onError: (error) => {
        throw error
      },
      traffic: (_inventory, owns) => ({
        attempts: (from, to) => {
          const found: Attempt[] = []
          for (let at = Math.ceil(from / 1_000) * 1_000; at < to; at += 1_000) found.push(...attemptsAt(at))
          return found.filter(({ source }) => owns(source))
        },
      }),
    }),
  )
}

const fleet = (
  shards: readonly [number, number],
  states: readonly ['online' | 'offline', 'online' | 'offline'] = ['online', 'online'],
): SimulatedFleet => ({
  hosts: [
    { id: 'host-1', shard: shards[0], state: states[0] },
    { id: 'host-2', shard: shards[1], state: states[1] },
  ],
})

const flowsBetween = (source: string, destination: string): ReportedFlow[] =>
  manager.flows
    .flatMap(({ flows }) => flows)
    .filter((flow) => flow.source === source && flow.destination === destination)

const sessions = (flows: readonly ReportedFlow[]): number =>
  flows.reduce((sum, flow) => sum + flow.sessions, 0)

beforeEach(() => {
  time = createVirtualTime()
  bus = createInProcessBus({ scheduler: time })
  manager = createTestManager(bus)
  packs = []
  bus.serve(subjects.inventory, () => ({ version: 1, inventory }))
})

test.each([
  ['in one worker', [0, 0] as const],
  ['in two workers', [0, 1] as const],
])('every attempt is decided at both its ends and reported once, %s', async (_title, shards) => {
  startPack(0)
  startPack(1)
  manager.want({ revision: 1, inventoryVersion: 1, at: time.now() })
  bus.put(keys.simulated, fleet(shards))
  await time.advance(1_000)
  manager.flows.length = 0
  await time.advance(20_000)
  for (const [source, destination] of [
    [WEB, DB],
    [EXTERNAL, DB],
    [WEB, EXTERNAL],
  ] as const) {
    const flows = flowsBetween(source, destination)
    expect(sessions(flows)).toBeGreaterThanOrEqual(18)
    expect(sessions(flows)).toBeLessThanOrEqual(20)
    expect(flows[0]).toMatchObject({ action: 'allow', why: 'default-rule', revision: 1 })
  }
})

test('a published revision changes the traffic', async () => {
  startPack(0)
  startPack(1)
  manager.want({ revision: 1, inventoryVersion: 1, at: time.now() })
  bus.put(keys.simulated, fleet([0, 1]))
  await time.advance(10_000)
  manager.want({ revision: 2, inventoryVersion: 1, at: time.now() })
  await time.advance(4_000)
  manager.flows.length = 0
  await time.advance(10_000)
  const flows = flowsBetween(WEB, DB)
  expect(flows.length).toBeGreaterThan(0)
  expect(new Set(flows.map(({ action, rule, revision }) => `${action} ${rule} ${revision}`))).toEqual(
    new Set(['drop stop 2']),
  )
})

test('an offline host keeps deciding; its flows arrive when it is back', async () => {
  startPack(0)
  manager.want({ revision: 1, inventoryVersion: 1, at: time.now() })
  bus.put(keys.simulated, fleet([0, 0]))
  await time.advance(10_000)
  bus.put(keys.simulated, fleet([0, 0], ['offline', 'online']))
  await time.advance(1)
  manager.flows.length = 0
  await time.advance(60_000)
  expect(flowsBetween(WEB, DB)).toEqual([])
  bus.put(keys.simulated, fleet([0, 0]))
  await time.advance(20_000)
  expect(sessions(flowsBetween(WEB, DB))).toBeGreaterThanOrEqual(75)
})

test('a host that is no longer listed ends, one that is new starts', async () => {
  startPack(0)
  manager.want({ revision: 1, inventoryVersion: 1, at: time.now() })
  const [first, second] = fleet([0, 0]).hosts
  bus.put(keys.simulated, { hosts: [first] })
  await time.advance(10_000)
  expect(new Set(manager.heartbeats.map(({ host }) => host))).toEqual(new Set(['host-1']))
  bus.put(keys.simulated, { hosts: [second] })
  await time.advance(100)
  manager.heartbeats.length = 0
  await time.advance(10_000)
  expect(new Set(manager.heartbeats.map(({ host }) => host))).toEqual(new Set(['host-2']))
})
