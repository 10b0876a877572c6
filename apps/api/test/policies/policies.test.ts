import {
  type Client,
  clonePolicy,
  cloneRule,
  createPolicy,
  createService,
  deletePolicy,
  deleteService,
  draftFindings,
  getMyDraft,
  getPolicySettings,
  getRule,
  getService,
  listPolicies,
  listRules,
  listServices,
  serviceUsage,
  updatePolicy,
  updatePolicySettings,
  updateRule,
  updateService,
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
beforeEach(async () => {
  client = await manager.as('security-administrator')
})

const view = 'draft:mine'
const params = { draftId: 'mine' }
const policyIds = async (query: object = {}) =>
  (await client.call(listPolicies, { query: { view, ...query } })).items.map(({ id }) => id)

describe('policies', () => {
  it('stand by category, then by place; a place is before or after another of its category', async () => {
    const { policy } = steps(client)
    await policy('app-1')
    await policy('app-2')
    await policy('env', [], { category: 'environment' })
    const first = await policy('app-0', [], { position: { before: 'app-1' } })
    expect(first).toMatchObject({ sequence: 1, change: 'added' })
    expect(await policyIds()).toEqual(['env', 'app-0', 'app-1', 'app-2'])
    const update = (body: object, ifMatch: string) =>
      client.call(updatePolicy, { params: { ...params, policyId: 'app-0' }, body }, { ifMatch })
    const last = await update({ position: { at: 'last' } }, first.etag)
    expect(await policyIds({ category: 'application' })).toEqual(['app-1', 'app-2', 'app-0'])
    expect(await codeOf(update({ position: { after: 'env' } }, last.etag))).toBe('unknown_reference')
    await update({ category: 'emergency' }, last.etag)
    expect(await policyIds()).toEqual(['app-0', 'env', 'app-1', 'app-2'])
  })

  it('are cloned with their rules, disabled, right below', async () => {
    const { policy } = steps(client)
    await policy('shop', ['one', 'two'])
    await policy('last')
    const clone = await client.call(clonePolicy, { params: { ...params, policyId: 'shop' }, body: {} })
    expect(clone).toMatchObject({
      id: 'shop-copy',
      name: 'shop copy',
      enabled: false,
      sequence: 2,
      ruleCount: 2,
    })
    const { items } = await client.call(listRules, { query: { view, policyId: 'shop-copy' } })
    expect(items.map(({ id, name }) => [id, name])).toEqual([
      ['shop-copy-1', 'one'],
      ['shop-copy-2', 'two'],
    ])
  })

  it('take their rules along when deleted, and an undo brings all back', async () => {
    const { policy, draft } = steps(client)
    const made = await policy('shop', ['one', 'two'])
    await client.call(deletePolicy, { params: { ...params, policyId: 'shop' } }, { ifMatch: made.etag })
    expect(await draft()).toMatchObject({ changeCount: 0 })
    expect((await client.call(listRules, { query: { view } })).items).toEqual([])
  })

  it('are refused whole when one of their rules is wrong, naming the field', async () => {
    const body = {
      name: 'bad',
      category: 'application' as const,
      rules: [
        { name: 'ok', action: 'allow' as const },
        { name: 'jumps', action: 'jump-to-application' as const },
        { name: 'negated', action: 'drop' as const, sources: { negated: true } },
      ],
    }
    const error = await refusal(client.call(createPolicy, { params, body }))
    expect(error.code).toBe('policy_invalid')
    expect(error.errors.map(({ field }) => field)).toEqual([
      'body.rules[1].action',
      'body.rules[2].sources.negated',
    ])
    expect((await client.call(getMyDraft)).draft).toBeNull()
  })
})

describe('rules', () => {
  it('keep their ids when renamed or moved, and a deleted one’s id is not used again', async () => {
    const { policy, rule, ruleNames } = steps(client)
    await policy('shop', ['one', 'two'])
    await policy('hr')
    const two = await client.call(getRule, { params: { ruleId: 'shop-2' }, query: { view } })
    const moved = await client.call(
      updateRule,
      {
        params: { ...params, policyId: 'shop', ruleId: 'shop-2' },
        body: { toPolicy: 'hr', name: 'renamed' },
      },
      { ifMatch: two.etag },
    )
    expect(moved).toMatchObject({ id: 'shop-2', policyId: 'hr', name: 'renamed', sequence: 1 })
    expect(await rule('shop', 'three')).toMatchObject({ id: 'shop-3', hits: null })
    expect(await ruleNames('shop')).toEqual(['one', 'three'])
    const clone = await client.call(cloneRule, { params: { ...params, policyId: 'shop', ruleId: 'shop-1' } })
    expect(clone).toMatchObject({ id: 'shop-4', name: 'one copy', enabled: false, sequence: 2 })
  })

  it('refuse groups, services and positions that are not there', async () => {
    const { policy, rule } = steps(client)
    await policy('shop')
    const error = await refusal(
      rule('shop', 'r', { sources: { groups: ['no'] }, services: { services: ['https', 'nope'] } }),
    )
    expect(error).toMatchObject({ code: 'unknown_reference' })
    expect(error.errors.map(({ field }) => field)).toEqual([
      'body.sources.groups[0]',
      'body.services.services[1]',
    ])
    expect(await codeOf(rule('shop', 'r', { position: { after: 'no' } }))).toBe('unknown_reference')
    expect(await codeOf(rule('nope', 'r'))).toBe('not_found')
  })

  it('are found by group, service and action', async () => {
    const { policy, group } = steps(client)
    await group('g')
    await policy('shop', [], {
      rules: [
        { name: 'one', action: 'allow', sources: { groups: ['g'] } },
        { name: 'two', action: 'drop', services: { services: ['active-directory'] } },
        { name: 'three', action: 'drop' },
      ],
    })
    const names = async (query: object) =>
      (await client.call(listRules, { query: { view, ...query } })).items.map(({ name }) => name)
    expect(await names({ group: 'g' })).toEqual(['one'])
    // Active Directory nests DNS.
    expect(await names({ service: 'dns' })).toEqual(['two'])
    expect(await names({ action: 'drop' })).toEqual(['two', 'three'])
    expect(await names({ changed: 'true', limit: 1 })).toEqual(['one'])
  })

  it('are counted by policy and read from any place on, with what is doubtful about them', async () => {
    const { policy } = steps(client)
    await policy('a', ['a1', 'a2', 'a3'])
    await policy('b', ['b1'])
    const list = (query: object) => client.call(listRules, { query: { view, ...query } })
    const part = await list({ offset: 2, limit: 2 })
    expect(part.items.map(({ name }) => name)).toEqual(['a3', 'b1'])
    expect(part).toMatchObject({ total: 4, nextCursor: null })
    expect(part.sections).toEqual([
      { policyId: 'a', rules: 3 },
      { policyId: 'b', rules: 1 },
    ])
    expect((await list({ q: 'a2' })).sections).toEqual([{ policyId: 'a', rules: 1 }])
    const doubtful = await list({ findings: 'true', q: 'b1' })
    expect(doubtful.items[0]?.findings).toMatchObject([
      { code: 'rule-allows-everything' },
      { code: 'rule-duplicate', by: { id: 'a-1', name: 'a1', policyId: 'a' } },
    ])
    expect((await list({ findings: 'false' })).items).toEqual([])
    const error = await refusal(list({ offset: 1, sort: 'name' }))
    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ field: 'query.sort' }] })
  })
})

describe('services', () => {
  it('come built in, can be used, and cannot be changed', async () => {
    const https = await client.call(getService, { params: { serviceId: 'https' }, query: {} })
    expect(https).toMatchObject({ name: 'HTTPS', builtin: true, change: null })
    const remove = client.call(
      deleteService,
      { params: { ...params, serviceId: 'https' } },
      { ifMatch: https.etag },
    )
    expect(await codeOf(remove)).toBe('forbidden')
    const { items } = await client.call(listServices, { query: { protocol: 'tcp', port: 5432 } })
    expect(items.map(({ id }) => id)).toEqual(['postgresql'])
    expect(await codeOf(client.call(createService, { params, body: { name: 'https' } }))).toBe('name_taken')
  })

  it('of one’s own nest, are protected while used, and refuse cycles', async () => {
    const tcp = (port: number) => ({
      protocol: 'tcp' as const,
      destinationPorts: [[port, port] as [number, number]],
    })
    const create = (name: string, body: object) =>
      client.call(createService, { params, body: { name, ...body } })
    const inner = await create('inner', { entries: [tcp(8443)] })
    await create('outer', { services: ['inner', 'https'] })
    const closing = client.call(
      updateService,
      { params: { ...params, serviceId: 'inner' }, body: { services: ['outer'] } },
      { ifMatch: inner.etag },
    )
    expect(await codeOf(closing)).toBe('policy_invalid')
    const remove = client.call(
      deleteService,
      { params: { ...params, serviceId: 'inner' } },
      { ifMatch: inner.etag },
    )
    expect(await refusal(remove)).toMatchObject({
      code: 'in_use',
      context: { references: [{ kind: 'service', id: 'outer' }] },
    })
    const usage = await client.call(serviceUsage, { params: { serviceId: 'https' }, query: { view } })
    expect(usage.items).toContainEqual({
      kind: 'service',
      id: 'outer',
      name: 'outer',
      policyId: null,
      field: 'services',
    })
  })
})

it('changes the default rule in a draft only', async () => {
  const { draft } = steps(client)
  const before = await client.call(getPolicySettings, { query: {} })
  expect(before).toMatchObject({ defaultAction: 'allow', change: null })
  await client.call(
    updatePolicySettings,
    { params, body: { defaultAction: 'drop' } },
    { ifMatch: before.etag },
  )
  expect(await client.call(getPolicySettings, { query: { view } })).toMatchObject({
    defaultAction: 'drop',
    change: 'modified',
  })
  expect(await client.call(getPolicySettings, { query: {} })).toMatchObject({ defaultAction: 'allow' })
  expect(await draft()).toMatchObject({ changeCount: 1 })
})

it('points out what is doubtful in a draft', async () => {
  const { policy, group } = steps(client)
  await group('empty', { criteria: { field: 'name', operator: 'equals', values: ['nobody'] } })
  await group('web', { members: { workloads: ['vm-123'] } })
  await policy('doubtful', [], {
    rules: [
      { name: 'narrow', action: 'drop', sources: { groups: ['empty'] } },
      { name: 'wide', action: 'allow' },
      { name: 'late', action: 'drop', destinations: { groups: ['web'] }, services: { services: ['https'] } },
    ],
  })
  await policy('off', ['same'], { enabled: false })
  const { items } = await client.call(draftFindings, { params })
  expect(items.map(({ code, object }) => `${code} ${object?.id}`)).toEqual([
    'group-empty empty',
    'rule-allows-everything doubtful-2',
    'policy-disabled off',
    'rule-shadowed doubtful-3',
  ])
})
