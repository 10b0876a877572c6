import {
  addGroupMember,
  type Client,
  createGroup,
  deleteGroup,
  getGroup,
  groupEffectiveMembers,
  groupUsage,
  listGroups,
  previewGroup,
  removeGroupMember,
  updateGroup,
} from '@flowgate/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { codeOf, refusal } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
let client: Client
beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
}, 60_000)
afterAll(() => manager.close())
// Nothing is published: each test has a draft of its own.
beforeEach(async () => {
  client = await manager.as('security-administrator')
})

const view = 'draft:mine'
const params = { draftId: 'mine' }
const noMembers = { workloads: [], segments: [], groups: [], addresses: [], identities: [] }
const tagIs = (scope: string, value: string) =>
  ({ field: 'tag', scope, operator: 'equals', values: [value] }) as const
const payDb = {
  any: [
    { all: [tagIs('app', 'pay'), tagIs('tier', 'db')] },
    { field: 'name' as const, operator: 'starts-with' as const, values: ['paydb-'] },
  ],
}

describe('effective members', () => {
  it('are counted while typing, and each says why it is one', async () => {
    const body = { members: noMembers, criteria: payDb }
    expect(await client.call(previewGroup, { query: {}, body })).toMatchObject({ total: 2 })

    const group = await client.call(createGroup, { params, body: { name: 'pay db', criteria: payDb } })
    expect(group).toMatchObject({ id: 'pay-db', memberCount: 2, change: 'added', usedBy: 0 })
    const { items, total } = await client.call(groupEffectiveMembers, {
      params: { groupId: 'pay-db' },
      query: { view },
    })
    expect(total).toBe(2)
    expect(items.map(({ workloadId, reasons }) => [workloadId, reasons.map(({ text }) => text)])).toEqual([
      ['pay-db', ['tag app:pay matches tag app equals pay', 'tag tier:db matches tag tier equals db']],
      ['paydb-old', ['name paydb-old matches name starts with paydb-']],
    ])
  })

  it('name the way through nested groups, segments and addresses', async () => {
    const { group } = steps(client)
    await group('inner', { members: { workloads: ['vm-123'] } })
    await group('outer', {
      members: { groups: ['inner'], addresses: ['10.0.0.2', '192.0.2.0/24'] },
    })
    await group('net', { members: { segments: ['lan'] } })
    const outer = await client.call(groupEffectiveMembers, { params: { groupId: 'outer' }, query: { view } })
    expect(outer.items.map(({ workloadId, reasons }) => [workloadId, reasons[0]])).toEqual([
      ['vm-123', { kind: 'nested', path: ['outer', 'inner'], text: 'member of inner: added as a member' }],
      ['vm-456', { kind: 'address', path: [], text: 'vNIC vm-456-nic bears 10.0.0.2' }],
    ])
    expect(outer.addresses).toContain('192.0.2.0/24')
    const net = await client.call(groupEffectiveMembers, {
      params: { groupId: 'net' },
      query: { view, limit: 1 },
    })
    expect(net).toMatchObject({
      total: 6,
      items: [{ reasons: [{ text: 'vNIC orphan-nic is on segment LAN' }] }],
    })
    const next = await client.call(groupEffectiveMembers, {
      params: { groupId: 'net' },
      query: { view, limit: 5, cursor: net.nextCursor ?? '' },
    })
    expect(next).toMatchObject({ total: 6, nextCursor: null })
    expect(next.items).toHaveLength(5)
  })
})

describe('edits', () => {
  it('refuse a cycle with its path', async () => {
    const { group } = steps(client)
    await group('a')
    await group('b', { members: { groups: ['a'] } })
    const closing = client.call(addGroupMember, {
      params: { ...params, groupId: 'a' },
      body: { kind: 'group', member: 'b' },
    })
    const error = await refusal(closing)
    expect(error).toMatchObject({ code: 'group_cycle', context: { path: ['a', 'b', 'a'] } })
    expect(error.message).toContain('`a` > `b` > `a`')
  })

  it('refuse references to nothing, with the field, and keep nothing', async () => {
    const { group } = steps(client)
    const error = await refusal(
      group('ghosts', { members: { workloads: ['vm-123', 'ghost'], groups: ['no'] } }),
    )
    expect(error.code).toBe('unknown_reference')
    expect(error.errors.map(({ field }) => field)).toEqual([
      'body.members.workloads[1]',
      'body.members.groups[0]',
    ])
    expect(await codeOf(client.call(getGroup, { params: { groupId: 'ghosts' }, query: { view } }))).toBe(
      'not_found',
    )
    expect(await codeOf(group('bad', { members: { addresses: ['10.0.0.300'] } }))).toBe('invalid_input')
  })

  it('refuse a taken name or id, whatever the case, and make free ids', async () => {
    const { group } = steps(client)
    await group('Web Tier')
    expect(await codeOf(group('web tier'))).toBe('name_taken')
    expect(await codeOf(group('other', { id: 'Web-Tier' }))).toBe('id_taken')
    expect(await group('Web-Tier')).toMatchObject({ id: 'Web-Tier-2' })
    expect(await group('***')).toMatchObject({ id: 'group' })
  })

  it('protect what is used, naming the users', async () => {
    const { group, policy, rule } = steps(client)
    const used = await group('used')
    await group('nesting', { members: { groups: ['used'] } })
    await policy('p', [], { appliedTo: ['used'] })
    await rule('p', 'r', { sources: { groups: ['used'] } })
    const remove = () =>
      client.call(deleteGroup, { params: { ...params, groupId: 'used' } }, { ifMatch: used.etag })
    const error = await refusal(remove())
    expect(error.code).toBe('in_use')
    expect(error.context).toMatchObject({
      references: [
        { kind: 'group', id: 'nesting', field: 'members' },
        { kind: 'policy', id: 'p', field: 'applied-to' },
        { kind: 'rule', id: 'p-1', policyId: 'p', field: 'sources' },
      ],
    })
    const usage = await client.call(groupUsage, { params: { groupId: 'used' }, query: { view } })
    expect(usage.items).toEqual(error.context.references)
    expect(await client.call(getGroup, { params: { groupId: 'used' }, query: { view } })).toMatchObject({
      usedBy: 3,
    })
  })

  it('add and remove members; adding twice changes nothing', async () => {
    const { group, draft } = steps(client)
    await group('g')
    const member = (kind: 'workload' | 'address', text: string) =>
      client.call(addGroupMember, { params: { ...params, groupId: 'g' }, body: { kind, member: text } })
    await member('workload', 'vm-123')
    await member('address', 'FD00:0::1')
    const { etag } = await draft()
    await member('workload', 'vm-123')
    await member('address', 'fd00::1')
    expect((await draft()).etag).toBe(etag)
    const removed = await client.call(removeGroupMember, {
      params: { ...params, groupId: 'g' },
      body: { kind: 'address', member: 'fd00:0:0::1' },
    })
    expect(removed.members).toMatchObject({ workloads: ['vm-123'], addresses: [] })
    expect(
      await codeOf(
        client.call(removeGroupMember, { params: { ...params, groupId: 'g' }, body: { member: 'x' } }),
      ),
    ).toBe('unknown_reference')
  })

  it('clear and leave fields as they are told', async () => {
    const { group } = steps(client)
    const made = await group('g', { description: 'text', criteria: payDb })
    const cleared = await client.call(
      updateGroup,
      { params: { ...params, groupId: 'g' }, body: { criteria: null } },
      { ifMatch: made.etag },
    )
    expect(cleared).toMatchObject({ description: 'text', criteria: null, memberCount: 0 })
  })
})

it('lists, filters and pages groups of a draft', async () => {
  const { group } = steps(client)
  for (const name of ['alpha', 'beta', 'gamma']) await group(name, { members: { workloads: ['vm-123'] } })
  await group('delta')
  const names = async (query: object) =>
    (await client.call(listGroups, { query: { view, ...query } })).items.map(({ name }) => name)
  expect(await names({})).toEqual(['alpha', 'beta', 'delta', 'gamma'])
  expect(await names({ workload: 'vm-123' })).toEqual(['alpha', 'beta', 'gamma'])
  expect(await names({ q: 'LPH' })).toEqual(['alpha'])
  expect(await names({ sort: '-memberCount', limit: 3 })).not.toContain('delta')
  expect(await codeOf(client.call(listGroups, { query: { view, sort: 'colour' } }))).toBe('invalid_input')
  expect(await names({ change: 'added' })).toHaveLength(4)
})
