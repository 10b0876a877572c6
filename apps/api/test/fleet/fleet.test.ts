import {
  getFleetHost,
  hostRules,
  listFleet,
  publishLatency,
  simulateHost,
  subjects,
  testReply,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FleetUnderTest, startFleet, until } from './fleet-under-test.ts'

/* The demo estate's 15 hosts in two worker threads. The tests follow one another on one fleet, as a day would. */

let under: FleetUnderTest

const summary = async () => (await under.call(listFleet, {})).summary
const allRealized = (revision: number) =>
  until(async () => {
    const { realized, hosts, wantedRevision } = await summary()
    return wantedRevision === revision && realized === hosts
  })
const host = (hostId: string) => under.call(getFleetHost, { params: { hostId } })
const simulate = (hostId: string, state: 'online' | 'offline' | 'failing') =>
  under.call(simulateHost, { params: { hostId }, body: { state } })

beforeAll(async () => {
  under = await startFleet()
}, 60_000)
afterAll(() => under?.close(), 60_000)

test('every host realizes the revision that is there at the start', async () => {
  await allRealized(1)
  expect(await summary()).toEqual({
    wantedRevision: 1,
    hosts: 15,
    realized: 15,
    pending: 0,
    failed: 0,
    stale: 0,
  })
  const { items, total } = await under.call(listFleet, { query: { limit: 3, sort: '-name', q: 'host' } })
  expect(total).toBe(12)
  expect(items.map(({ name }) => name)).toEqual(['host-12', 'host-11', 'host-10'])
  expect(items[0]).toMatchObject({
    datapath: 'simulated',
    online: true,
    realization: 'realized',
    realizedRevision: 1,
    error: null,
    simulated: { state: 'online' },
  })
})

test('a publish is realized everywhere, with its latency', async () => {
  under.events.length = 0
  const revision = await under.publish()
  await allRealized(revision)
  const latency = await under.call(publishLatency, { params: { revision } })
  expect(latency.hosts).toHaveLength(15)
  expect(latency.hosts.every(({ latencyMs }) => latencyMs !== null && latencyMs >= 0)).toBe(true)
  expect(latency.histogram.reduce((sum, bar) => sum + bar.hosts, 0)).toBe(15)
  expect(latency.maxMs).toBeGreaterThanOrEqual(latency.p95Ms ?? 0)
  await until(() => under.events.filter(({ type }) => type === 'host.changed').length >= 15)
  const [line] = (await host('host-01')).history
  expect(line).toMatchObject({ revision, error: null })
})

test('latency of a revision that there is not is not found', async () => {
  await expect(under.call(publishLatency, { params: { revision: 999 } })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('flows of both ends of the estate arrive, decided, and are not lost or doubled', async () => {
  await until(() => under.reports.length > 3, 60_000)
  const seen = new Set(under.reports.map(({ host: id, epoch, sequence }) => `${id} ${epoch} ${sequence}`))
  expect(seen.size).toBe(under.reports.length)
  const flows = under.reports.flatMap((report) => report.flows)
  expect(flows.every((flow) => flow.revision >= 1 && flow.sessions > 0)).toBe(true)
}, 90_000)

test('a host answers how it decides', async () => {
  const reply = testReply.parse(
    await under.bus.request(subjects.test('host-01'), {
      source: '192.0.2.1',
      destination: '192.0.2.2',
      l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort: 80 },
      context: {},
      point: 'source',
      at: Date.now(),
    }),
  )
  expect(reply).toMatchObject({ host: 'host-01', revision: 2, evaluation: { why: 'not-protected' } })
})

test('the rules of a host are those it compiled', async () => {
  const { items, total } = await under.call(hostRules, { params: { hostId: 'host-01' } })
  expect(total).toBeGreaterThan(0)
  expect(items.map(({ sequence }) => sequence)).toEqual(items.map((_, index) => index + 1))
  expect(items[0]?.policyName).not.toBe('')
  await expect(under.call(hostRules, { params: { hostId: 'nowhere' } })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('a host that cannot install fails with its error and realizes when it can', async () => {
  await simulate('host-03', 'failing')
  const revision = await under.publish()
  await until(async () => (await host('host-03')).realization === 'failed')
  const failed = await host('host-03')
  expect(failed).toMatchObject({
    online: true,
    realizedRevision: revision - 1,
    wantedRevision: revision,
    error: 'the simulated datapath refuses every span',
  })
  expect(failed.history[0]).toMatchObject({ revision, error: 'the simulated datapath refuses every span' })
  await simulate('host-03', 'online')
  await allRealized(revision)
  expect(await host('host-03')).toMatchObject({ realizedRevision: revision, error: null })
})

describe('a host that is offline', () => {
  test('is stale when it is behind, answers nothing, and is told of in the audit log', async () => {
    await simulate('host-07', 'offline')
    const revision = await under.publish()
    await until(async () => (await host('host-07')).realization === 'stale', 20_000)
    expect(await host('host-07')).toMatchObject({
      online: false,
      realizedRevision: revision - 1,
      wantedRevision: revision,
    })
    expect(await summary()).toMatchObject({ hosts: 15, realized: 14, stale: 1 })
    await expect(under.call(hostRules, { params: { hostId: 'host-07' } })).rejects.toMatchObject({
      code: 'host_unreachable',
    })
    const audit = await under.database.prisma.auditEvent.findMany({ where: { objectId: 'host-07' } })
    expect(audit).toMatchObject([
      { action: 'host.simulated', before: { state: 'online' }, after: { state: 'offline' } },
    ])
  }, 30_000)

  test('stays so over a restart of the Manager, then catches up by itself', async () => {
    await under.restart()
    await until(async () => (await summary()).realized === 14, 30_000)
    const before = await host('host-07')
    expect(before).toMatchObject({ simulated: { state: 'offline' }, realizedRevision: 3 })
    await simulate('host-07', 'online')
    await allRealized(4)
    const { latencyMs, history } = await host('host-07')
    expect(latencyMs).toBeGreaterThan(5_000)
    expect(history[0]).toMatchObject({ revision: 4, error: null })
  }, 60_000)
})

test('a restart neither forgets latencies nor writes history again', async () => {
  const before = await host('host-01')
  await under.restart()
  await allRealized(4)
  const after = await host('host-01')
  expect(after.latencyMs).toBe(before.latencyMs)
  expect(after.history).toEqual(before.history)
}, 60_000)

test('a scoped account sees only the hosts of its workloads', async () => {
  const { items, summary: counts } = await under.call(listFleet, { query: { limit: 50 } }, ['app:pay'])
  expect(items.length).toBeGreaterThan(0)
  expect(items.length).toBeLessThan(15)
  expect(counts.hosts).toBe(items.length)
  const hidden = ['host-01', 'k8s-01', 'k8s-02', 'k8s-03'].find((id) => items.every((item) => item.id !== id))
  await expect(
    under.call(getFleetHost, { params: { hostId: hidden ?? '' } }, ['app:pay']),
  ).rejects.toMatchObject({ code: 'not_found' })
})

test('a real host cannot be told how to behave', async () => {
  await under.database.prisma.host.update({ where: { id: 'host-12' }, data: { simulated: false } })
  await under.restart()
  await expect(simulate('host-12', 'offline')).rejects.toMatchObject({ code: 'conflict' })
}, 60_000)
