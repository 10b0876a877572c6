import {
  type AppError,
  createGroup,
  createHost,
  createSegment,
  createWorkload,
  deleteWorkload,
  getWorkload,
  type Input,
  listAuditEvents,
  listHosts,
  listSegments,
  listSites,
  listTags,
  listWorkloads,
  searchAll,
  updateWorkload,
  updateWorkloads,
  type WorkloadItem,
  workloadPolicies,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoManager, startDemoManager } from '../flows/demo-manager.ts'

let manager: DemoManager
beforeAll(async () => {
  manager = await startDemoManager(500)
}, 120_000)
afterAll(() => manager.close())

const failure = async (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('was not refused')
    },
    (error: AppError) => error,
  )
const get = (workloadId: string): Promise<WorkloadItem> =>
  manager.admin.call(getWorkload, { params: { workloadId } })

describe('the list of workloads', () => {
  it.each<[NonNullable<Input<typeof listWorkloads>['query']>, number]>([
    [{}, 130],
    [{ application: 'shop' }, 40],
    [{ tag: 'scope:pci' }, 22],
    [{ untagged: 'true' }, 8],
    [{ q: 'shop web' }, 13],
    [{ q: '10.20.' }, 10],
    [{ kind: 'bare-metal' }, 8],
    [{ powerState: 'off' }, 2],
  ])('narrowed by %o has %i', async (query, total) => {
    expect((await manager.admin.call(listWorkloads, { query: { ...query, limit: 1 } })).total).toBe(total)
  })

  it('is sorted and paged without repeating or skipping', async () => {
    const names: string[] = []
    let cursor: string | null = null
    do {
      const page: { items: WorkloadItem[]; nextCursor: string | null } = await manager.admin.call(
        listWorkloads,
        {
          query: { sort: '-name', limit: 17, ...(cursor === null ? {} : { cursor }) },
        },
      )
      names.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(names).toHaveLength(130)
    expect(names).toEqual([...new Set(names)].sort().reverse())
  })

  it('refuses a field it cannot be sorted by', async () => {
    const error = await failure(manager.admin.call(listWorkloads, { query: { sort: 'mac' } }))
    expect(error.errors[0]).toMatchObject({ field: 'query.sort', received: 'mac' })
    expect(error.errors[0]?.help).toContain('hostName')
  })
})

it('lists hosts, segments, sites and tags with their numbers of workloads', async () => {
  const { items: hosts } = await manager.admin.call(listHosts, { query: { limit: 50 } })
  expect(hosts).toHaveLength(15)
  expect(hosts.reduce((sum, { workloads }) => sum + workloads, 0)).toBe(130)
  const { items: segments } = await manager.admin.call(listSegments, { query: { limit: 50 } })
  expect(segments.find(({ id }) => id === 'pods')).toMatchObject({ workloads: 10 })
  const { items: sites } = await manager.admin.call(listSites)
  expect(sites.flatMap(({ clusters }) => clusters).length).toBeGreaterThan(1)
  const { items: tags } = await manager.admin.call(listTags, { query: { scope: 'app', limit: 50 } })
  expect(tags.map(({ value, workloads }) => [value, workloads])).toEqual([
    ['hr', 26],
    ['online-boutique', 10],
    ['pay', 32],
    ['shop', 40],
  ])
})

describe('changing a workload', () => {
  it('takes effect at once, counts the inventory up and is audited with before and after', async () => {
    const before = await get('vm-187')
    const version = async () =>
      (await manager.db.inventoryVersion.findUnique({ where: { id: 1 } }))?.version ?? 0
    const counted = await version()
    const after = await manager.admin.call(
      updateWorkload,
      {
        params: { workloadId: 'vm-187' },
        body: { mode: 'visibility', tags: [{ scope: 'app', value: 'desk' }] },
      },
      { ifMatch: before.etag },
    )
    expect(after).toMatchObject({ mode: 'visibility', application: 'desk', vnics: before.vnics })
    expect(after.etag).not.toBe(before.etag)
    expect(await version()).toBe(counted + 1)
    const { items } = await manager.admin.call(listAuditEvents, { query: { action: 'workload.updated' } })
    expect(items[0]).toMatchObject({
      object: { kind: 'workload', id: 'vm-187' },
      before: { mode: before.mode },
      after: { mode: 'visibility' },
    })
  })

  it('needs the version that its editor saw', async () => {
    const { etag } = await get('vm-201')
    const params = { workloadId: 'vm-201' }
    expect((await failure(manager.admin.call(updateWorkload, { params, body: { os: 'x' } }))).status).toBe(
      428,
    )
    await manager.admin.call(updateWorkload, { params, body: { os: 'Plan 9' } }, { ifMatch: etag })
    const error = await failure(
      manager.admin.call(updateWorkload, { params, body: { os: 'Multics' } }, { ifMatch: etag }),
    )
    expect(error).toMatchObject({ status: 412, context: { current: { os: 'Plan 9' } } })
    expect((await get('vm-201')).os).toBe('Plan 9')
  })

  it('of many at once changes all of them or none', async () => {
    const listed = await manager.admin.call(listWorkloads, { query: { tag: 'app:pay', limit: 2 } })
    const seen = listed.items
    const [one = '', other = ''] = seen.map(({ id }) => id)
    const workloads = seen.map(({ id, etag }) => ({ id, etag }))
    const wave = { scope: 'wave', value: 'one' }
    const [first] = seen
    const removeTags = first?.tags.slice(0, 1) ?? []
    const edit = (body: object) => manager.admin.call(updateWorkloads, { body: { workloads, ...body } })
    expect(await edit({ addTags: [wave], removeTags, mode: 'visibility' })).toEqual({ changed: 2 })
    for (const { id, etag } of seen) {
      const now = await get(id)
      expect(now.tags).toContainEqual(wave)
      for (const tag of removeTags) expect(now.tags).not.toContainEqual(tag)
      expect(now).toMatchObject({ mode: 'visibility' })
      expect(now.etag).not.toBe(etag)
    }
    expect(await failure(edit({ mode: 'full' }))).toMatchObject({ status: 412 })
    const now = await get(one)
    const mixed = [{ id: one, etag: now.etag }, ...workloads.slice(1)]
    const refused = manager.admin.call(updateWorkloads, { body: { workloads: mixed, mode: 'full' } })
    expect(await failure(refused)).toMatchObject({ status: 412, context: { current: { id: other } } })
    expect((await get(one)).mode).toBe('visibility')
    const same = manager.admin.call(updateWorkloads, {
      body: { workloads: [{ id: one, etag: now.etag }], addTags: [wave] },
    })
    expect(await same).toEqual({ changed: 0 })
  })

  it('by two editors at once lets one through', async () => {
    const { etag } = await get('vm-202')
    const edit = (os: string) =>
      manager.admin.call(
        updateWorkload,
        { params: { workloadId: 'vm-202' }, body: { os } },
        { ifMatch: etag },
      )
    const results = await Promise.allSettled([edit('A'), edit('B')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each<[NonNullable<Input<typeof updateWorkload>['body']>, string, string]>([
    [{ host: 'nowhere' }, 'unknown_reference', 'body.host'],
    [{ selectiveServices: ['https', 'nope'] }, 'unknown_reference', 'body.selectiveServices[1]'],
    [
      { vnics: [{ id: 'a', mac: null, segment: 'nope', addresses: [] }] },
      'unknown_reference',
      'body.vnics[0].segment',
    ],
    [
      { vnics: [{ id: 'a', mac: null, segment: null, addresses: ['10.0.0.1', '10.0.0.300'] }] },
      'invalid_input',
      'body.vnics[0].addresses[1]',
    ],
    [{ name: 'vm-123' }, 'name_taken', 'body.name'],
  ])('to %j is refused as %s at %s', async (body, code, field) => {
    const { etag } = await get('vm-203')
    const error = await failure(
      manager.admin.call(updateWorkload, { params: { workloadId: 'vm-203' }, body }, { ifMatch: etag }),
    )
    expect(error).toMatchObject({ code, errors: [{ field }] })
    expect((await get('vm-203')).etag).toBe(etag)
  })
})

describe('adding and removing', () => {
  it('makes ids from names and writes addresses in one form', async () => {
    const body = {
      name: 'New Thing (1)',
      vnics: [{ id: 'eth0', mac: null, segment: null, addresses: ['2001:DB8:0::1', '10.77.0.1'] }],
    }
    const made = await manager.admin.call(createWorkload, { body })
    expect(made).toMatchObject({ id: 'New-Thing-1', mode: 'full', powerState: 'on' })
    expect(made.vnics[0]?.addresses).toEqual(['2001:db8::1', '10.77.0.1'])
    expect((await failure(manager.admin.call(createWorkload, { body }))).code).toBe('name_taken')
    const twin = await manager.admin.call(createWorkload, { body: { name: 'New Thing [1]' } })
    expect(twin.id).toBe('New-Thing-1-2')
    await manager.admin.call(deleteWorkload, { params: { workloadId: made.id } }, { ifMatch: made.etag })
    expect((await failure(get(made.id))).status).toBe(404)
  })

  it('keeps a workload that a group names', async () => {
    const id = 'vm-204'
    await manager.admin.call(createGroup, {
      params: { draftId: 'mine' },
      body: { name: 'Desktops', members: { workloads: [id] } },
    })
    const { etag } = await get(id)
    const error = await failure(
      manager.admin.call(deleteWorkload, { params: { workloadId: id } }, { ifMatch: etag }),
    )
    expect(error).toMatchObject({ code: 'in_use', context: { references: [{ kind: 'group' }] } })
    expect((await get(id)).id).toBe(id)
  })

  it('adds hosts and segments', async () => {
    const host = await manager.admin.call(createHost, { body: { name: 'host-99', cluster: null } })
    expect(host).toMatchObject({ id: 'host-99', workloads: 0, clusterName: null })
    const segment = await manager.admin.call(createSegment, {
      body: { name: 'lab', vlan: 77, subnets: ['10.78.0.0/16', 'FD00::/8'] },
    })
    expect(segment).toMatchObject({ id: 'lab', subnets: ['10.78.0.0/16', 'fd00::/8'] })
    const bits = await failure(
      manager.admin.call(createSegment, { body: { name: 'bad', vlan: null, subnets: ['10.78.0.1/16'] } }),
    )
    expect(bits.errors[0]).toMatchObject({ field: 'body.subnets[0]', received: '10.78.0.1/16' })
  })
})

it('tells which groups hold a workload and which rules concern it', async () => {
  const { groups, rules } = await manager.admin.call(workloadPolicies, {
    params: { workloadId: 'shop-web-01' },
  })
  expect(groups.length).toBeGreaterThan(0)
  for (const { reasons } of groups) expect(reasons[0]).toBeTruthy()
  expect(rules.length).toBeGreaterThan(0)
  for (const { roles } of rules) expect(roles.length).toBeGreaterThan(0)
})

it('is searched by name, address, tag and application', async () => {
  const find = async (q: string) =>
    (await manager.admin.call(searchAll, { query: { q } })).items.map(({ kind, id }) => `${kind} ${id}`)
  expect(await find('vm-123')).toContain('workload vm-123')
  expect(await find('shop')).toContain('application shop')
  expect(await find('host-07')).toContain('host host-07')
  expect(await find('pods')).toContain('segment pods')
  const { vnics } = await get('vm-456')
  expect(await find(vnics[0]?.addresses[0] ?? '')).toContain('workload vm-456')
})

it('shows a scoped account its own workloads only, in lists, counts and by id', async () => {
  const bob = await manager.as('application-owner', { scope: ['app:shop'] })
  expect((await bob.call(listWorkloads)).total).toBe(40)
  expect((await failure(bob.call(getWorkload, { params: { workloadId: 'pay-db-01' } }))).status).toBe(404)
  const { items: hosts } = await bob.call(listHosts, { query: { limit: 50 } })
  expect(hosts.reduce((sum, { workloads }) => sum + workloads, 0)).toBe(40)
  const found = await bob.call(searchAll, { query: { q: 'pay' } })
  expect(found.items.filter(({ kind }) => kind === 'workload' || kind === 'application')).toEqual([])
})
