import {
  type Client,
  createGroup,
  createPolicy,
  createSegment,
  exportDocument,
  type FieldError,
  getGroup,
  getRevision,
  type LiveEvent,
  listAuditEvents,
  listFleet,
  listGroups,
  listPolicies,
  listRules,
  listWorkloads,
  previewGroup,
  updateGroup,
} from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { visibleTo } from '../../src/features/events/events.feature.ts'
import type { Actor } from '../../src/http/actor.ts'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { refusal } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

/** What refusals, counts and events tell bob, who owns `shop` and is to learn nothing of `pay`. */
let manager: TestManager
let bob: Client
let alice: Client

const byApp = (value: string) => ({
  criteria: { field: 'tag' as const, scope: 'app', operator: 'equals' as const, values: [value] },
})

beforeAll(async () => {
  manager = await startTestManager({ simulation: { workers: 0 } })
  const admin = await manager.as('administrator')
  await applySmallEstate(admin)
  await admin.call(createSegment, {
    body: { id: 'lan-2', name: 'Other LAN', vlan: 11, subnets: ['10.9.0.0/24'] },
  })
  alice = await manager.as('security-administrator')
  bob = await manager.as('application-owner', { scope: ['app:shop'] })
  const { group, policy, publish } = steps(alice)
  await group('shop', byApp('shop'))
  await group('vault', byApp('pay'))
  await group('both', { members: { groups: ['shop', 'vault'] } })
  await policy('vault-policy', [], {
    rules: [{ name: 'vault only', action: 'drop', destinations: { groups: ['vault'] } }],
  })
  await policy('shop-policy', [], {
    rules: [
      {
        name: 'vault twin',
        action: 'drop',
        sources: { groups: ['vault'] },
        destinations: { groups: ['vault'] },
      },
      { name: 'own', action: 'allow', sources: { groups: ['shop'] }, destinations: { groups: ['shop'] } },
    ],
  })
  await publish({ note: 'vault opened' })
}, 60_000)
afterAll(() => manager.close())

const told = (error: { message: string; errors?: readonly FieldError[]; context: object }) =>
  JSON.stringify([error.message, error.errors, error.context])

it('refuses a hidden reference in the words for one that is not there', async () => {
  const tries = (word: string): [string, object][] => [
    ['groups', { members: { groups: [word] } }],
    ['workloads', { members: { workloads: [word] } }],
    ['segments', { members: { segments: [word] } }],
  ]
  const hidden: Record<string, string> = { groups: 'vault', workloads: 'pay-db', segments: 'lan-2' }
  for (const [kind, body] of tries('nowhere')) {
    const there = hidden[kind] ?? ''
    const same = (text: string) => text.replaceAll(there, '*').replaceAll('nowhere', '*')
    const swapped = JSON.parse(JSON.stringify(body).replace('nowhere', there)) as object
    const preview = async (each: object) =>
      told(
        await refusal(bob.call(previewGroup, { body: { members: {}, criteria: null, ...each }, query: {} })),
      )
    expect(same(await preview(swapped)), kind).toBe(same(await preview(body)))
    const create = async (each: object) =>
      told(
        await refusal(
          bob.call(createGroup, { params: { draftId: 'mine' }, body: { name: 'mine', ...each } }),
        ),
      )
    expect(same(await create(swapped)), kind).toBe(same(await create(body)))
  }
})

it('names neither the owner of a taken name nor the hidden part of a cycle', async () => {
  const taken = await refusal(
    bob.call(createPolicy, {
      params: { draftId: 'mine' },
      body: { name: 'vault-policy', category: 'application' },
    }),
  )
  expect(taken.code).toBe('name_taken')
  expect(taken.context).toEqual({})
  expect(JSON.stringify(taken.errors)).not.toContain('is the name of')
  const cycle = await refusal(
    bob.call(
      updateGroup,
      { params: { draftId: 'mine', groupId: 'shop' }, body: { members: { groups: ['both'] } } },
      { ifMatch: (await bob.call(getGroup, { params: { groupId: 'shop' }, query: {} })).etag },
    ),
  )
  expect(cycle.code).toBe('group_cycle')
  expect(told(cycle)).not.toContain('vault')
})

it('counts what he sees, and nothing else', async () => {
  const revision = await bob.call(getRevision, { params: { revision: 1 } })
  const groups = await bob.call(listGroups, { query: {} })
  const policies = await bob.call(listPolicies, { query: {} })
  const rules = await bob.call(listRules, { query: {} })
  expect(revision.counts).toMatchObject({
    groups: groups.total,
    policies: policies.total,
    rules: rules.total,
  })
  expect(revision.note).toBe('')
  expect(policies.items.map(({ id, sequence, ruleCount }) => [id, sequence, ruleCount])).toEqual([
    ['shop-policy', 1, 1],
  ])
  expect(rules.items.map(({ sequence, hits }) => [sequence, hits])).toEqual([[1, null]])
  const workloads = await bob.call(listWorkloads, { query: {} })
  const fleet = await bob.call(listFleet, { query: {} })
  expect(fleet.items.reduce((sum, host) => sum + host.workloads, 0)).toBe(workloads.total)
  expect(fleet.items.map(({ rules: many, connections }) => [many, connections])).toEqual(
    fleet.items.map(() => [null, null]),
  )
})

it('is refused the document with the reason, whole or not at all', async () => {
  const refused = await refusal(bob.call(exportDocument, { query: {} }))
  expect(refused).toMatchObject({ code: 'forbidden', context: { reason: 'scope' } })
})

it('shows a scoped reader of the audit log its own events only', async () => {
  const auditor = await manager.as('policy-publisher', { scope: ['app:shop'] })
  const { items, total } = await auditor.call(listAuditEvents, { query: {} })
  expect([items, total]).toEqual([[], 0])
})

it('hears of its own drafts and hosts only', () => {
  const actor: Actor = {
    id: 'bob',
    name: 'Bob',
    kind: 'user',
    role: 'application-owner',
    permissions: new Set(['policy:read', 'fleet:read', 'flow:read', 'inventory:read']),
    scope: ['app:shop'],
    credentialId: null,
    requestId: null,
    address: null,
  }
  const events: [LiveEvent, LiveEvent | null][] = [
    [{ type: 'draft.changed', draftId: 'd', by: 'Alice', ownerId: 'alice' }, null],
    [{ type: 'draft.changed', draftId: 'd', by: 'Alice' }, null],
    [
      { type: 'draft.changed', draftId: 'd', by: 'Bob', ownerId: 'bob' },
      { type: 'draft.changed', draftId: 'd', by: 'Bob', ownerId: 'bob' },
    ],
    [
      { type: 'host.changed', hostId: 'own' },
      { type: 'host.changed', hostId: 'own' },
    ],
    [{ type: 'host.changed', hostId: 'other' }, null],
    [
      { type: 'flows.arrived', flows: 7 },
      { type: 'flows.arrived', flows: 0 },
    ],
    [{ type: 'import.progress', progressId: 'p', records: 1, badLines: 0, stage: 'done' }, null],
  ]
  for (const [event, expected] of events)
    expect(
      visibleTo(actor, event, (host) => host === 'own'),
      JSON.stringify(event),
    ).toEqual(expected)
})
