import { type Bus, BusError, type FlowReport, type ReportedFlow } from '@flowgate/shared'
import { beforeEach, expect, test } from 'vitest'
import { createFlowReporter } from '../src/host/flow-reporter.ts'
import { createInProcessBus } from '../src/index.ts'
import { createVirtualTime, type VirtualTime } from './support/virtual-time.ts'

const flow = (more: Partial<ReportedFlow> = {}): ReportedFlow => ({
  source: '10.0.0.1',
  destination: '10.0.0.2',
  sourceWorkload: 'web-01',
  destinationWorkload: 'db-01',
  protocol: 6,
  port: 5432,
  action: 'allow',
  why: 'rule',
  policy: 'policy',
  rule: 'rule',
  revision: 1,
  sessions: 1,
  bytes: 100,
  packets: 2,
  firstSeen: 1_000,
  lastSeen: 1_000,
  process: null,
  user: null,
  appId: null,
  ...more,
})

let time: VirtualTime
let taken: FlowReport[]
let away: boolean
let bus: Bus

beforeEach(() => {
  time = createVirtualTime()
  taken = []
  away = false
  bus = {
    ...createInProcessBus({ scheduler: time }),
    enqueue: async (_subject, payload) => {
      if (away) throw new BusError('closed', 'the Manager is away')
      taken.push(payload as FlowReport)
    },
  }
})

const reporter = (more: { maxRows?: number; maxReports?: number } = {}) =>
  createFlowReporter({ hostId: 'host-1', bus, scheduler: time, epoch: 'e1', intervalMs: 2_000, ...more })

test('adds up a conversation and keeps different verdicts and hours apart', async () => {
  const flows = reporter()
  flows.observe(flow())
  flows.observe(flow({ firstSeen: 500, lastSeen: 2_000 }))
  flows.observe(flow({ action: 'drop', rule: 'other' }))
  flows.observe(flow({ revision: 2 }))
  flows.observe(flow({ lastSeen: 3_600_000 }))
  await time.advance(2_000)
  expect(taken).toHaveLength(1)
  expect(taken[0]).toMatchObject({ host: 'host-1', epoch: 'e1', sequence: 1 })
  expect(taken[0]?.flows).toHaveLength(4)
  expect(taken[0]?.flows[0]).toEqual(
    flow({ sessions: 2, bytes: 200, packets: 4, firstSeen: 500, lastSeen: 2_000 }),
  )
})

test('sends nothing when nothing was seen', async () => {
  reporter()
  await time.advance(20_000)
  expect(taken).toEqual([])
})

test('while the Manager is away conversations are added up; nothing is lost and the order holds', async () => {
  const flows = reporter()
  away = true
  for (let second = 0; second < 60; second += 1) {
    flows.observe(flow())
    await time.advance(1_000)
  }
  away = false
  await time.advance(20_000)
  expect(taken.map(({ sequence }) => sequence)).toEqual([1, 2])
  expect(taken.flatMap(({ flows: rows }) => rows).reduce((sum, row) => sum + row.sessions, 0)).toBe(60)
  expect(flows.dropped()).toBe(0)
})

test('gives up the oldest reports beyond its bound and counts them', async () => {
  const flows = reporter({ maxRows: 10, maxReports: 3 })
  away = true
  for (let port = 0; port < 60; port += 1) flows.observe(flow({ port }))
  await time.advance(1_000)
  expect(flows.dropped()).toBe(3)
  away = false
  await time.advance(20_000)
  expect(taken.map(({ sequence }) => sequence)).toEqual([1, 5, 6])
})

test('stopping hands over what is left', async () => {
  const flows = reporter()
  flows.observe(flow())
  await flows.stop()
  expect(taken).toHaveLength(1)
  await time.advance(20_000)
  expect(taken).toHaveLength(1)
})

test('stopping without a Manager ends all the same', async () => {
  const flows = reporter()
  away = true
  flows.observe(flow())
  await flows.stop()
  expect(taken).toEqual([])
})
