import { getRule, listRules } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
}, 60_000)
afterAll(() => manager.close(), 30_000)

const DAY = 86_400_000
let key = 0
const flow = (ruleId: string, daysAgo: number, sessions: number) => {
  key += 1
  const at = new Date(Math.floor((manager.clock.now() - daysAgo * DAY) / 3_600_000) * 3_600_000)
  return {
    key: `test-${key}`,
    hour: at,
    origin: 'recorded',
    sourceAddress: '10.0.0.1',
    destinationAddress: '10.0.0.2',
    protocol: 6,
    port: 443,
    state: 'allowed',
    ruleId,
    sessions: BigInt(sessions),
    bytes: 1n,
    packets: 1n,
    firstSeen: at,
    lastSeen: at,
  }
}

it('adds up the sessions that a rule decided in the last 30 days, whatever it is called and wherever it stands', async () => {
  const client = await manager.as('security-administrator')
  const { policy, publish } = steps(client)
  await policy('p', ['used', 'idle'])
  await publish()
  const recent = flow('p-1', 1, 5)
  await manager.db.flow.createMany({ data: [recent, flow('p-1', 29, 7), flow('p-1', 31, 100)] })
  const hits = async (ruleId: string, view = 'published') =>
    (await client.call(getRule, { params: { ruleId }, query: { view } })).hits
  // Counters are kept for a while, then read again.
  manager.clock.advance(60_000)
  await vi.waitFor(async () =>
    expect(await hits('p-1')).toEqual({ sessions: 12, lastHit: recent.lastSeen.toISOString() }),
  )
  expect(await hits('p-2')).toEqual({ sessions: 0, lastHit: null })
  const having = async (hits: 'some' | 'none', view = 'published') =>
    (await client.call(listRules, { query: { view, hits } })).items.map(({ id }) => id)
  expect(await having('some')).toEqual(['p-1'])
  expect(await having('none')).toEqual(['p-2'])
  const { rule } = steps(client)
  await rule('p', 'new')
  // It is not known to be without hits before it is published.
  expect(await having('none', 'draft:mine')).toEqual(['p-2'])
  expect(await hits('p-3', 'draft:mine')).toBeNull()
})
