import { type Client, listFleet, simulateHost, type TestResult, testPacket } from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { codeOf, refusal } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
let client: Client

const realized = (revision: number) =>
  vi.waitFor(
    async () => {
      const { summary, items } = await client.call(listFleet, { query: {} })
      expect(summary).toMatchObject({ hosts: 2, realized: 2 })
      expect(items.map(({ realizedRevision }) => realizedRevision)).toEqual([revision, revision])
    },
    { timeout: 30_000, interval: 50 },
  )

beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
  client = await manager.as('security-administrator')
  await realized(0)
}, 60_000)
afterAll(() => manager.close(), 30_000)

const ping = (source: string, destination: string, more: object = {}): Promise<TestResult> =>
  client.call(testPacket, { body: { source, destination, l4: { protocol: 'icmp', type: 8 }, ...more } })

it('asks both hosts, before and after a publish, and names what decided', async () => {
  expect(await ping('vm-123', 'vm-456')).toMatchObject({
    verdict: { action: 'allow' },
    summary: 'allowed by the default rule at the destination vNIC of vm-456 (host-02)',
    answeredBy: [
      { host: 'host-01', revision: 0, point: 'source' },
      { host: 'host-02', revision: 0, point: 'destination' },
    ],
  })

  const { group, policy, publish } = steps(client)
  await group('VM1_SG', { members: { workloads: ['vm-123'] } })
  await group('VM2_SG', { members: { workloads: ['vm-456'] } })
  await policy('Block_VM1_to_VM2', [], {
    rules: [
      {
        name: 'Block_VM1_to_VM2',
        sources: { groups: ['VM1_SG'] },
        destinations: { groups: ['VM2_SG'] },
        action: 'drop',
      },
    ],
  })
  // The draft is asked about without being enforced.
  expect(await ping('vm-123', 'vm-456', { view: 'draft:mine' })).toMatchObject({
    verdict: { action: 'drop' },
    answeredBy: [{ revision: null }, { revision: null }],
  })
  expect(await ping('vm-123', 'vm-456')).toMatchObject({ verdict: { action: 'allow' } })

  await publish()
  await realized(1)
  const denied = await ping('vm-123', '10.0.0.2')
  expect(denied).toMatchObject({
    verdict: { action: 'drop', decidedAt: 'source' },
    summary:
      'dropped by rule `Block_VM1_to_VM2` in category application at the source vNIC of vm-123 (host-01)',
    source: { workloadId: 'vm-123', address: '10.0.0.1', groups: [{ id: 'VM1_SG', name: 'VM1_SG' }] },
    destination: { workloadId: 'vm-456', groups: [{ id: 'VM2_SG', name: 'VM2_SG' }] },
    names: { rules: { 'Block_VM1_to_VM2-1': 'Block_VM1_to_VM2' } },
    answeredBy: [{ revision: 1 }, { revision: 1 }],
  })
  expect(await ping('vm-123', 'vm-456', { view: 'revision:0' })).toMatchObject({
    verdict: { action: 'allow' },
  })
  // The other way round no rule says anything.
  expect(await ping('vm-456', 'vm-123')).toMatchObject({ verdict: { action: 'allow' } })
}, 60_000)

describe('ends', () => {
  it('without a host, or unknown, are not protected and ask nobody', async () => {
    expect(await ping('orphan', '192.0.2.1')).toMatchObject({
      verdict: { action: 'allow', evaluations: [{ why: 'not-protected' }, { why: 'not-protected' }] },
      summary: 'allowed because no engine protects this end',
      destination: { workloadId: null, name: '192.0.2.1' },
      answeredBy: [],
    })
  })

  it('take the addresses of the wanted family', async () => {
    const l4 = { protocol: 'tcp' as const, destinationPort: 443 }
    const result = await client.call(testPacket, {
      body: { source: 'vm-123', destination: 'vm-456', l4, family: 'ipv6' },
    })
    expect(result).toMatchObject({ source: { address: 'fd00::1' }, destination: { address: 'fd00::2' } })
    expect(await ping('vm-123', 'fd00::2', { l4: { protocol: 'icmpv6', type: 128 } })).toMatchObject({
      source: { address: 'fd00::1' },
    })
    expect(await codeOf(ping('10.0.0.1', 'fd00::2'))).toBe('unknown_reference')
  })

  it('that nobody knows are refused by name', async () => {
    expect(await refusal(ping('nobody', 'vm-456'))).toMatchObject({
      code: 'unknown_reference',
      errors: [{ field: 'body.source', received: 'nobody' }],
    })
    expect(await codeOf(ping('vm-123', 'vm-456', { view: 'revision:99' }))).toBe('view_not_found')
  })

  it('on a host that is away make the question fail, naming the host', async () => {
    const params = { hostId: 'host-02' }
    await client.call(simulateHost, { params, body: { state: 'offline' } })
    const error = await vi.waitFor(() => refusal(ping('vm-123', 'vm-456')), { timeout: 20_000 })
    expect(error).toMatchObject({
      code: 'host_unreachable',
      context: { host: 'host-02', end: 'destination' },
    })
    await client.call(simulateHost, { params, body: { state: 'online' } })
    await realized(1)
  }, 60_000)
})

it('tells a scoped account the outcome at its own end, and nothing of who has the other address', async () => {
  const bob = await manager.as('application-owner', { scope: ['app:shop'] })
  const body = { source: 'vm-123', destination: '10.0.0.3', l4: { protocol: 'icmp' as const, type: 8 } }
  const result = await bob.call(testPacket, { body })
  expect(result).toMatchObject({
    verdict: { action: 'allow' },
    destination: { workloadId: null, name: '10.0.0.3', groups: [] },
  })
  expect(result.summary).toContain('the other end is not in your scope')
  const nobodys = await bob.call(testPacket, { body: { ...body, destination: '10.0.0.99' } })
  expect(JSON.parse(JSON.stringify(nobodys).replaceAll('10.0.0.99', '10.0.0.3'))).toEqual(result)
  expect(JSON.stringify(result)).not.toContain('pay')
  expect(await codeOf(bob.call(testPacket, { body: { ...body, destination: 'pay-web' } }))).toBe(
    'unknown_reference',
  )
})
