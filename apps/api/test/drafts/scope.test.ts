import {
  addGroupMember,
  type Client,
  compareViews,
  createRule,
  draftChanges,
  getGroup,
  getRule,
  groupEffectiveMembers,
  listDrafts,
  listGroups,
  listPolicies,
  listRules,
  publishDraft,
  searchAll,
  updateGroup,
  updateRule,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { codeOf, refusal } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

/** Bob owns the application `shop`, and is to learn nothing of `pay`. */
let manager: TestManager
let bob: Client
let alice: Client

const byApp = (value: string) => ({
  criteria: { field: 'tag' as const, scope: 'app', operator: 'equals' as const, values: [value] },
})

beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
  alice = await manager.as('security-administrator')
  bob = await manager.as('application-owner', { scope: ['app:shop'] })
  const { group, policy, publish } = steps(alice)
  await group('shop', byApp('shop'))
  await group('pay', byApp('pay'))
  await group('both', { members: { groups: ['shop', 'pay'], workloads: ['vm-123', 'pay-web'] } })
  await group('partners', { members: { addresses: ['198.51.100.0/24'] } })
  await policy('shop-policy', [], {
    rules: [
      { name: 'own', action: 'allow', sources: { groups: ['shop'] }, destinations: { groups: ['shop'] } },
      {
        name: 'from outside',
        action: 'drop',
        sources: { groups: ['pay'] },
        destinations: { groups: ['shop'] },
      },
      { name: 'theirs', action: 'drop', sources: { groups: ['pay'] }, destinations: { groups: ['pay'] } },
    ],
  })
  await policy('secret', [], {
    rules: [{ name: 'hush', action: 'drop', destinations: { groups: ['pay'] } }],
  })
  await publish()
}, 60_000)
afterAll(() => manager.close())

const rule = (ruleId: string, client = bob) => client.call(getRule, { params: { ruleId }, query: {} })

describe('a scoped account', () => {
  it('sees groups of its own and of addresses only, with the members it may see', async () => {
    const { items, total } = await bob.call(listGroups, { query: {} })
    expect(items.map(({ id, memberCount }) => [id, memberCount])).toEqual([
      ['both', 2],
      ['partners', 0],
      ['shop', 2],
    ])
    expect(total).toBe(3)
    expect(items[0]?.members).toMatchObject({ groups: ['shop'], workloads: ['vm-123'] })
    expect(await codeOf(bob.call(getGroup, { params: { groupId: 'pay' }, query: {} }))).toBe('not_found')
    const members = await bob.call(groupEffectiveMembers, { params: { groupId: 'both' }, query: {} })
    expect(members.items.map(({ workloadId }) => workloadId)).toEqual(['vm-123', 'vm-456'])
    expect(members.total).toBe(2)
    expect(members.addresses).not.toContain('10.0.0.3')
  })

  it('sees policies and rules that concern it, without the names of others', async () => {
    const policies = await bob.call(listPolicies, { query: {} })
    expect(policies.items.map(({ id, ruleCount }) => [id, ruleCount])).toEqual([['shop-policy', 2]])
    const rules = await bob.call(listRules, { query: {} })
    expect(rules.items.map(({ name, sources }) => [name, sources.groups])).toEqual([
      ['own', ['shop']],
      ['from outside', ['another-application']],
    ])
    expect(await codeOf(rule('shop-policy-3'))).toBe('not_found')
    const found = await bob.call(searchAll, { query: { q: 'pay' } })
    // A built-in service tells nothing: its text has the letters in it.
    expect(found.items.filter(({ id }) => id !== 'esp')).toEqual([])
    const compared = await bob.call(compareViews, { query: { before: 'revision:0', after: 'published' } })
    expect(JSON.stringify(compared)).not.toMatch(/pay|hush|secret/)
  })

  it('edits what is its own and nothing else, in drafts of its own', async () => {
    const params = { draftId: 'mine', policyId: 'shop-policy' }
    const own = await rule('shop-policy-1')
    await bob.call(
      updateRule,
      { params: { ...params, ruleId: own.id }, body: { note: 'checked' } },
      { ifMatch: own.etag },
    )
    const foreign = await rule('shop-policy-2')
    const change = bob.call(
      updateRule,
      { params: { ...params, ruleId: foreign.id }, body: { enabled: false } },
      { ifMatch: foreign.etag },
    )
    expect(await codeOf(change)).toBe('forbidden')
    const naming = { name: 'spy', action: 'allow' as const, sources: { groups: ['pay'] } }
    expect(await codeOf(bob.call(createRule, { params, body: naming }))).toBe('unknown_reference')
    const spying = { groupId: 'shop', draftId: 'mine' }
    expect(await codeOf(bob.call(addGroupMember, { params: spying, body: { member: 'pay-web' } }))).toBe(
      'unknown_reference',
    )
    const both = await bob.call(getGroup, { params: { groupId: 'both' }, query: {} })
    const rename = bob.call(
      updateGroup,
      { params: { draftId: 'mine', groupId: 'both' }, body: { name: 'x' } },
      { ifMatch: both.etag },
    )
    expect(await codeOf(rename)).toBe('forbidden')

    const { items } = await bob.call(draftChanges, { params: { draftId: 'mine' } })
    expect(items.map(({ id, fields }) => [id, fields])).toEqual([['shop-policy-1', ['note']]])
    await steps(alice).group('hers')
    const { id: hers } = await steps(alice).draft()
    expect((await bob.call(listDrafts, { query: {} })).items.map(({ owner }) => owner.name)).toHaveLength(1)
    expect(await codeOf(bob.call(draftChanges, { params: { draftId: hers } }))).toBe('not_found')
    const publish = await refusal(bob.call(publishDraft, { params: { draftId: 'mine' }, body: {} }))
    expect(publish).toMatchObject({ code: 'forbidden', context: { missing: ['policy:publish'] } })
  })
})

it('an analyst reads everything and writes nothing', async () => {
  const eve = await manager.as('security-analyst')
  expect((await eve.call(listGroups, { query: {} })).total).toBe(4)
  expect(await codeOf(steps(eve).group('no'))).toBe('forbidden')
  expect(await codeOf(steps(eve).publish())).toBe('forbidden')
})
