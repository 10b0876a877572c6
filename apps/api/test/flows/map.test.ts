import {
  aggregateFlows,
  flowTimeline,
  getMap,
  getMapEdge,
  getMapNode,
  getOverview,
  listFlows,
  listMapEdges,
  listTags,
  listWorkloads,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoManager, startDemoManager, TEST_FLOWS } from './demo-manager.ts'

let manager: DemoManager
beforeAll(async () => {
  manager = await startDemoManager()
}, 120_000)
afterAll(() => manager.close())

const totalOf = async (query: Record<string, string>) =>
  (await manager.admin.call(aggregateFlows, { query: { ...query, groupBy: 'state' } })).totals

describe('the map of the demo estate', () => {
  it('has a node for each application and one for each bucket', async () => {
    const { nodes, completeness } = await manager.admin.call(getMap)
    expect(nodes.map(({ id }) => id).sort()).toEqual([
      'app:hr',
      'app:online-boutique',
      'app:pay',
      'app:shop',
      'bucket:external',
      'bucket:uncategorized',
    ])
    expect(nodes.find(({ id }) => id === 'app:shop')).toMatchObject({
      kind: 'application',
      label: 'shop',
      workloads: 40,
      expandable: true,
      expanded: false,
      parent: null,
    })
    expect(completeness).toMatchObject({ hosts: 15, truncated: false })
  })

  it('draws exactly the flows that the lists show', async () => {
    const { legend, edges } = await manager.admin.call(getMap)
    const all = await totalOf({})
    const flows = Object.values(legend).reduce((sum, each) => sum + each.flows, 0)
    expect(flows).toBe(all.flows)
    expect(all.flows).toBeGreaterThan(TEST_FLOWS)
    expect(edges.reduce((sum, edge) => sum + edge.sessions, 0)).toBe(all.sessions)
    expect(edges.reduce((sum, edge) => sum + edge.bytes, 0)).toBe(all.bytes)
    expect((await manager.admin.call(listFlows)).total).toBe(all.flows)
  })

  it.each(['-sessions', 'source', '-destination', 'state', 'services', '-lastSeen'])(
    'lists all its edges page by page, sorted by %s',
    async (sort) => {
      const drawn = { level: 'tier', expand: 'tier:shop/web' } as const
      const query = { ...drawn, sort, limit: 7 }
      const { edges } = await manager.admin.call(getMap, { query: drawn })
      const listed: unknown[] = []
      let cursor: string | undefined
      do {
        const page = await manager.admin.call(listMapEdges, {
          query: { ...query, ...(cursor ? { cursor } : {}) },
        })
        expect(page.total).toBe(edges.length)
        listed.push(...page.items.map(({ sourcePath, destinationPath, ...edge }) => edge))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      const byId = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
      expect([...listed].sort(byId)).toEqual([...edges].sort(byId))
    },
  )

  it('knows the groups of a node, and the policies that name them', async () => {
    const { items } = await manager.admin.call(listWorkloads, { query: { application: 'pay', limit: 500 } })
    const pay = await manager.admin.call(getMapNode, { query: { node: 'app:pay' } })
    expect(pay.workloads).toBe(items.length)
    const production = items.filter(({ tags }) => tags.some(({ value }) => value === 'prod'))
    expect(pay.groups.find(({ id }) => id === 'pci')).toEqual({
      id: 'pci',
      name: 'Cardholder data',
      members: production.length,
    })
    expect(pay.policies.find(({ id }) => id === 'pay-ringfence')?.rules).toBeGreaterThan(1)
    const tier = await manager.admin.call(getMapNode, { query: { node: 'tier:pay/db' } })
    expect(tier.workloads).toBeLessThan(pay.workloads)
    expect(tier.groups.map(({ id }) => id)).toContain('pci')
    const shop = await manager.admin.call(getMapNode, { query: { node: 'app:shop' } })
    expect(shop.groups.map(({ id }) => id)).not.toContain('pci')
    expect(shop.policies.map(({ id }) => id)).toContain('shop-ringfence')
    const nobody = await manager.admin.call(getMapNode, { query: { node: 'bucket:external' } })
    expect(nobody).toEqual({ workloads: 0, groups: [], policies: [] })
  })

  it('names what an end of an edge lies in', async () => {
    const { items } = await manager.admin.call(listMapEdges, {
      query: { source: 'tier:shop/web', destination: 'tier:shop/app', level: 'tier', limit: 1 },
    })
    expect(items[0]).toMatchObject({ sourcePath: 'shop / web', destinationPath: 'shop / app' })
  })

  it.each(['application', 'tier', 'workload'] as const)(
    'shows the same traffic at level %s',
    async (level) => {
      const { edges, nodes } = await manager.admin.call(getMap, { query: { level } })
      const all = await totalOf({})
      expect(edges.reduce((sum, edge) => sum + edge.flows, 0)).toBe(all.flows)
      const drawn = new Set(nodes.filter(({ expanded }) => !expanded).map(({ id }) => id))
      for (const { source, target } of edges) {
        expect(drawn.has(source), source).toBe(true)
        expect(drawn.has(target), target).toBe(true)
      }
      for (const { parent } of nodes)
        if (parent !== null && level !== 'application')
          expect(nodes.find(({ id }) => id === parent)).toMatchObject({ expanded: true })
    },
  )

  it('opens an application to its tiers; an edge has the numbers of the traffic behind it (J02)', async () => {
    const { edges, nodes } = await manager.admin.call(getMap, { query: { expand: 'app:shop' } })
    expect(nodes.filter(({ parent }) => parent === 'app:shop').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['web', 'app', 'db']),
    )
    const edge = edges.find(({ id }) => id === 'tier:shop/web>tier:shop/app')
    expect(edge?.top[0]).toMatchObject({ protocol: 'tcp', port: 8080 })
    const filter = { source: 'tier:shop/web', destination: 'tier:shop/app' }
    const behind = await totalOf(filter)
    expect(behind).toEqual({ flows: edge?.flows, sessions: edge?.sessions, bytes: edge?.bytes })

    const detail = await manager.admin.call(getMapEdge, { query: filter })
    expect(detail).toMatchObject({ sourceLabel: 'web', destinationLabel: 'app', ...behind })
    expect(detail.services.reduce((sum, service) => sum + service.flows, 0)).toBe(behind.flows)
    const main = detail.services.find(({ port }) => port === 8080)
    expect(main?.decidedBy).toMatchObject({ kind: 'rule', revision: 1 })
    expect(main?.decidedBy.ruleName).toBeTruthy()
    expect(main?.example.source).toMatch(/^shop-/)
  })

  it('finds unprotected traffic: what the default rule decided (J03)', async () => {
    const { legend, edges } = await manager.admin.call(getMap, { query: { state: 'unprotected' } })
    const byRule = await manager.admin.call(aggregateFlows, {
      query: { groupBy: 'rule', state: 'unprotected' },
    })
    expect(byRule.items).toHaveLength(1)
    expect(byRule.items[0]).toMatchObject({ label: 'default rule', filter: { ruleId: 'default-rule' } })
    expect(legend.unprotected.flows).toBe(byRule.totals.flows)
    expect(edges.every(({ state }) => state === 'unprotected')).toBe(true)
    const { traffic } = await manager.admin.call(getOverview)
    expect(traffic.sessions.unprotected).toBe(byRule.totals.sessions)
  })

  it('has the flows of the journeys: hr reaches the database of shop', async () => {
    const { total } = await manager.admin.call(listFlows, {
      query: { source: 'app:hr', destination: 'tier:shop/db', port: 5432 },
    })
    expect(total).toBeGreaterThan(0)
  })
})

describe('every way of grouping', () => {
  const groupings = [
    'port',
    'source',
    'destination',
    'pair',
    'source-application',
    'destination-application',
    'state',
    'rule',
    'protocol',
  ] as const
  it.each(groupings)('by %s sums up to all, and its filter leads to the rows', async (groupBy) => {
    const { items, total, totals } = await manager.admin.call(aggregateFlows, {
      query: { groupBy, limit: 500 },
    })
    expect(totals).toEqual(await totalOf({}))
    if (total === items.length) expect(items.reduce((sum, item) => sum + item.flows, 0)).toBe(totals.flows)
    for (const item of items.slice(0, 5)) {
      const rows = await manager.admin.call(listFlows, { query: { ...item.filter, limit: 1 } })
      expect(rows.total, JSON.stringify(item.filter)).toBe(item.flows)
    }
  })

  it('over time, too', async () => {
    const { items, bucketSeconds } = await manager.admin.call(flowTimeline, { query: { buckets: 30 } })
    expect(bucketSeconds % 3_600).toBe(0)
    expect(items.length).toBeLessThanOrEqual(31)
    const sessions = items.reduce(
      (sum, item) => sum + Object.values(item.sessions).reduce((a, b) => a + b),
      0,
    )
    expect(sessions).toBe((await totalOf({})).sessions)
  })
})

describe('a list of flows', () => {
  it.each(['-lastSeen', 'bytes', '-sessions', 'source', '-destination', 'service', 'port'])(
    'sorted by %s has each row once, page after page',
    async (sort) => {
      const query = { either: 'wl:shop-web-01', sort, limit: 50 }
      const seen = new Set<string>()
      let cursor: string | undefined
      let total = 0
      const keys: (string | number)[] = []
      for (let page = 0; page < 100; page += 1) {
        const answer = await manager.admin.call(listFlows, {
          query: { ...query, ...(cursor ? { cursor } : {}) },
        })
        total = answer.total
        for (const item of answer.items) {
          seen.add(item.id)
          if (sort === 'bytes') keys.push(item.bytes)
          if (sort === 'source') keys.push(item.source.name)
          if (sort === '-destination') keys.push(item.destination.name)
        }
        if (answer.nextCursor === null) break
        cursor = answer.nextCursor
      }
      expect(seen.size).toBe(total)
      expect(total).toBeGreaterThan(50)
      const sorted = [...keys].sort((a, b) => (a === b ? 0 : a < b ? -1 : 1))
      expect(keys).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted)
    },
  )

  it('refuses a field it cannot be sorted by, naming those it can', async () => {
    await expect(manager.admin.call(listFlows, { query: { sort: 'colour' } })).rejects.toMatchObject({
      status: 422,
      errors: [{ field: 'query.sort', help: expect.stringContaining('lastSeen') }],
    })
  })

  it('finds by free text over names, addresses, ports and services', async () => {
    for (const q of ['shop-web-01', '5432', 'postgresql', 'tcp/8080 shop']) {
      const { total } = await manager.admin.call(listFlows, { query: { q, limit: 1 } })
      expect(total, q).toBeGreaterThan(0)
    }
    expect((await manager.admin.call(listFlows, { query: { q: 'no-such-thing' } })).total).toBe(0)
  })
})

describe('an account responsible for shop only (J20)', () => {
  it('sees flows with a side of shop, and of the other side only that it is another application', async () => {
    const bob = await manager.as('application-owner', { scope: ['app:shop'] })
    const { items, total } = await bob.call(listFlows, { query: { limit: 500 } })
    expect(total).toBe(await totalOf({ either: 'app:shop' }).then(({ flows }) => flows))
    for (const { source, destination } of items) {
      const sides = [source, destination]
      expect(sides.some(({ application }) => application === 'shop')).toBe(true)
      for (const side of sides)
        if (side.application !== 'shop') {
          expect(['hidden', 'external', 'unknown']).toContain(side.kind)
          if (side.kind === 'hidden') expect(side).toMatchObject({ address: '', workloadId: null })
        }
    }
  })

  it('learns no other name or count from map, sums, search, tags or inventory', async () => {
    const bob = await manager.as('application-owner', { scope: ['app:shop'] })
    const answers = [
      await bob.call(getMap, { query: { level: 'workload' } }),
      await bob.call(getMap, { query: { expand: 'bucket:hidden' } }),
      await bob.call(listMapEdges, { query: { level: 'workload', limit: 500 } }),
      await bob.call(getMapNode, { query: { node: 'app:pay' } }),
      await bob.call(aggregateFlows, { query: { groupBy: 'pair', limit: 500 } }),
      await bob.call(aggregateFlows, { query: { groupBy: 'rule', limit: 500 } }),
      await bob.call(listTags, { query: { limit: 500 } }),
      await bob.call(listWorkloads, { query: { limit: 500 } }),
      await bob.call(getOverview),
    ]
    const text = JSON.stringify(answers)
    expect(text).not.toMatch(/\bpay\b|pay-web|pay-db|hr-web|hr-db|online-boutique|vm-123/)
    expect((await bob.call(listFlows, { query: { q: 'pay' } })).total).toBe(0)
    expect((await bob.call(listFlows, { query: { either: 'app:pay' } })).total).toBe(0)
    const { nodes } = await bob.call(getMap)
    expect(nodes.map(({ id }) => id).sort()).toEqual(['app:shop', 'bucket:external', 'bucket:hidden'])
  })
})

it('sums up Home from the same flows', async () => {
  const { workloads, traffic, coverage, policy, firstRun, hosts, topDenied } =
    await manager.admin.call(getOverview)
  expect(workloads.total).toBe(130)
  expect(Object.values(workloads.modes).reduce((a, b) => a + b)).toBe(130)
  const all = await totalOf({})
  expect(Object.values(traffic.sessions).reduce((a, b) => a + b)).toBe(all.sessions)
  expect(coverage.sessions).toBeGreaterThan(0)
  expect(coverage.sessions).toBeLessThan(1)
  expect(policy).toMatchObject({ revision: 1, defaultAction: 'allow' })
  expect(hosts.total).toBe(15)
  expect(topDenied.length).toBeGreaterThan(0)
  expect(firstRun.find(({ step }) => step === 'first-publish')).toMatchObject({ done: false })
})
