import {
  type Client,
  compareViews,
  createDraft,
  deleteGroup,
  deletePolicy,
  discardDraft,
  draftChanges,
  draftFindings,
  getGroup,
  getRule,
  listDrafts,
  listPolicies,
  listRevisions,
  publishDraft,
  rebaseDraft,
  redoDraft,
  renameDraft,
  rollback,
  undoDraft,
  updateGroup,
  updatePolicy,
  updateRule,
} from '@flowgate/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { steps } from '../support/policy-steps.ts'
import { codeOf, refusal } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
let alice: Client
let bob: Client
beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
}, 60_000)
afterAll(() => manager.close())
// What a test publishes stays for those after it: each uses names of its own.
beforeEach(async () => {
  alice = await manager.as('security-administrator')
  bob = await manager.as('security-administrator')
})

const mine = { draftId: 'mine' }
const rename = (client: Client, groupId: string, name: string, ifMatch: string, draftId = 'mine') =>
  client.call(updateGroup, { params: { draftId, groupId }, body: { name } }, { ifMatch })

describe('undo and redo', () => {
  it('takes a move back, to the very order and change count there was', async () => {
    const { policy, publish, draft, ruleNames } = steps(alice)
    await policy('shop', ['one', 'two', 'three'])
    await publish()
    const rule = await alice.call(getRule, { params: { ruleId: 'shop-3' }, query: {} })
    const params = { ...mine, policyId: 'shop', ruleId: 'shop-3' }
    const moved = await alice.call(
      updateRule,
      { params, body: { position: { before: 'shop-1' } } },
      { ifMatch: rule.etag },
    )
    expect(moved).toMatchObject({ id: 'shop-3', sequence: 1, change: 'moved' })
    expect(await ruleNames('shop')).toEqual(['three', 'one', 'two'])
    expect(await draft()).toMatchObject({ changeCount: 1, canUndo: true })

    const undone = await alice.call(undoDraft, { params: mine })
    expect(undone).toMatchObject({ undone: 'move rule three', draft: { changeCount: 0, canRedo: true } })
    expect(await ruleNames('shop')).toEqual(['one', 'two', 'three'])
    await alice.call(redoDraft, { params: mine })
    expect(await ruleNames('shop')).toEqual(['three', 'one', 'two'])

    // Moving back by hand is no change either.
    await alice.call(
      updateRule,
      { params, body: { position: { at: 'last' } } },
      { ifMatch: (await alice.call(getRule, { params, query: { view: 'draft:mine' } })).etag },
    )
    expect(await draft()).toMatchObject({ changeCount: 0 })
  })

  it('walks back over every edit and forward again, and forgets the undone when another edit is made', async () => {
    const { group, policy, draft } = steps(alice)
    await group('a')
    await group('b')
    await policy('p', ['r'])
    for (const label of ['create policy p', 'create group b', 'create group a'])
      expect(await alice.call(undoDraft, { params: mine })).toMatchObject({ undone: label })
    expect(await codeOf(alice.call(undoDraft, { params: mine }))).toBe('nothing_to_undo')
    expect(await draft()).toMatchObject({ changeCount: 0, canUndo: false, canRedo: true })
    for (const label of ['create group a', 'create group b'])
      expect(await alice.call(redoDraft, { params: mine })).toMatchObject({ redone: label })
    await group('c')
    expect(await draft()).toMatchObject({ changeCount: 3, canRedo: false })
  })
})

describe('two editors', () => {
  it('tells the second one of the first one’s change, with the object as it is now', async () => {
    const created = await steps(alice).group('web')
    const { id: draftId } = await steps(alice).draft()
    await rename(bob, 'web', 'web servers', created.etag, draftId)
    const late = await refusal(rename(alice, 'web', 'web tier', created.etag))
    expect(late).toMatchObject({ code: 'precondition_failed', context: { current: { name: 'web servers' } } })
  })

  it('keeps drafts apart until one is published, then asks the other to rebase', async () => {
    const a = steps(alice)
    const b = steps(bob)
    await a.group('front')
    const first = await a.publish()
    const web = await alice.call(getGroup, { params: { groupId: 'front' }, query: {} })
    await rename(alice, 'front', 'front servers', web.etag)
    await bob.call(
      updateGroup,
      { params: { ...mine, groupId: 'front' }, body: { description: 'front ends' } },
      { ifMatch: web.etag },
    )
    await b.group('db')
    await a.publish()
    expect(await b.draft()).toMatchObject({
      baseRevision: first.revision,
      headRevision: first.revision + 1,
      behind: true,
    })
    expect(await refusal(b.publish())).toMatchObject({
      code: 'draft_behind',
      context: { headRevision: first.revision + 1 },
    })

    expect(await bob.call(rebaseDraft, { params: mine, body: {} })).toMatchObject({
      baseRevision: first.revision + 1,
      behind: false,
      changeCount: 2,
    })
    expect(
      await bob.call(getGroup, { params: { groupId: 'front' }, query: { view: 'draft:mine' } }),
    ).toMatchObject({ name: 'front servers', description: 'front ends', change: 'modified' })
    await b.publish()
  })

  it('lists what both changed and changes nothing, unless told whose to keep', async () => {
    const a = steps(alice)
    const b = steps(bob)
    await a.group('edge')
    await a.group('gone')
    const first = await a.publish()
    const web = await alice.call(getGroup, { params: { groupId: 'edge' }, query: {} })
    const old = await alice.call(getGroup, { params: { groupId: 'gone' }, query: {} })
    await rename(alice, 'edge', 'hers', web.etag)
    await alice.call(deleteGroup, { params: { ...mine, groupId: 'gone' } }, { ifMatch: old.etag })
    await rename(bob, 'edge', 'his', web.etag)
    await b.policy('uses-gone', [], { appliedTo: ['gone'] })
    await a.publish()

    const refused = await refusal(bob.call(rebaseDraft, { params: mine, body: {} }))
    expect(refused.code).toBe('conflict')
    expect(refused.context).toMatchObject({
      conflicts: [
        { kind: 'group', id: 'edge', fields: ['name'], mine: { name: 'his' }, theirs: { name: 'hers' } },
      ],
    })
    expect(await b.draft()).toMatchObject({ baseRevision: first.revision })

    await bob.call(rebaseDraft, { params: mine, body: { keep: 'mine' } })
    expect(
      await bob.call(getGroup, { params: { groupId: 'edge' }, query: { view: 'draft:mine' } }),
    ).toMatchObject({ name: 'his' })
    // What the other side deleted and this one came to use is an error that blocks publishing.
    const { items } = await bob.call(draftFindings, { params: mine })
    const errors = items.filter(({ severity }) => severity === 'error')
    expect(errors).toMatchObject([{ severity: 'error', code: 'group_unknown', object: { id: 'uses-gone' } }])
    expect(await codeOf(b.publish())).toBe('policy_invalid')
  })

  it('does not leave rules behind whose policy the other side deleted', async () => {
    const a = steps(alice)
    const b = steps(bob)
    const created = await a.policy('hr', ['one'])
    await a.publish()
    await b.rule('hr', 'two')
    await alice.call(deletePolicy, { params: { ...mine, policyId: 'hr' } }, { ifMatch: created.etag })
    await a.publish()
    expect(await refusal(bob.call(rebaseDraft, { params: mine, body: {} }))).toMatchObject({
      code: 'conflict',
      context: { conflicts: [{ kind: 'rule', id: 'hr-2', fields: ['policy'] }] },
    })
    expect(await bob.call(rebaseDraft, { params: mine, body: { keep: 'theirs' } })).toMatchObject({
      changeCount: 0,
    })
  })
})

describe('at the same time', () => {
  it('edits of one person make one draft and lose nothing', async () => {
    const { group, draft } = steps(alice)
    const names = Array.from({ length: 8 }, (_, index) => `parallel-${index}`)
    await Promise.all(names.map((name) => group(name)))
    expect(await draft()).toMatchObject({ changeCount: names.length })
    const { items } = await alice.call(draftChanges, { params: mine })
    expect(items.map(({ name }) => name)).toEqual(names)
  })

  it('publishes of two people give one revision each or a refusal, never a mix', async () => {
    await steps(alice).group('race-alice')
    await steps(bob).group('race-bob')
    const outcomes = await Promise.allSettled([steps(alice).publish(), steps(bob).publish()])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { code: 'draft_behind' } })
  })
})

describe('publishing', () => {
  it('publishes one policy with what it needs and leaves the rest in the draft', async () => {
    const { group, policy, publish, draft } = steps(alice)
    await group('inner', { members: { workloads: ['vm-123'] } })
    await group('outer', { members: { groups: ['inner'] } })
    await group('other')
    await policy('first', [], { rules: [{ name: 'r', action: 'drop', sources: { groups: ['outer'] } }] })
    await policy('second', ['r'])
    const published = await publish({ policies: ['first'], note: 'CHG-1' })
    expect(published.published.map(({ id }) => id)).toEqual(['inner', 'outer', 'first', 'first-1'])
    expect(await draft()).toMatchObject({
      status: 'open',
      baseRevision: published.revision,
      behind: false,
      changeCount: 3,
    })
    const { items } = await alice.call(listPolicies, { query: {} })
    expect(items.map(({ id }) => id)).toContain('first')
    expect(items.map(({ id }) => id)).not.toContain('second')
    expect(await codeOf(publish({ policies: ['first'] }))).toBe('nothing_to_publish')
    expect(await publish()).toMatchObject({ revision: published.revision + 1 })
  })

  it('refuses a draft that was edited since the publisher looked', async () => {
    const { group, publish, draft } = steps(alice)
    await group('early')
    const { etag } = await draft()
    await group('late')
    expect(await codeOf(publish({ etag }))).toBe('precondition_failed')
    expect(await publish({ etag: (await draft()).etag })).toHaveProperty('revision')
  })

  it('rolls back to the same hash, by a draft or at once', async () => {
    const { group, publish } = steps(alice)
    await group('kept')
    const first = await publish()
    await group('dropped')
    await publish()
    const params = { revision: first.revision }
    const back = await alice.call(rollback, { params, body: {} })
    expect(back).toEqual({ revision: first.revision + 2, hash: first.hash })
    expect(await codeOf(alice.call(rollback, { params, body: {} }))).toBe('nothing_to_publish')

    const contentOf = first.revision + 1
    const draft = await alice.call(createDraft, { body: { name: 'Forward again', contentOf } })
    expect(draft).toMatchObject({ baseRevision: back.revision, changeCount: 1 })
    await alice.call(publishDraft, { params: { draftId: draft.id }, body: {} })
    const { items } = await alice.call(listRevisions, { query: { limit: 4 } })
    expect(items.map(({ number, rollbackOf }) => [number - first.revision, rollbackOf])).toEqual([
      [3, contentOf],
      [2, first.revision],
      [1, null],
      [0, null],
    ])
    expect(await codeOf(alice.call(createDraft, { body: { name: 'x', contentOf: 99_999 } }))).toBe(
      'not_found',
    )
  })

  it('compares two views object by object and as text', async () => {
    const { group, policy, publish } = steps(alice)
    await group('compared')
    const created = await policy('explained', ['one', 'two'])
    const { revision } = await publish()
    await alice.call(
      updatePolicy,
      { params: { ...mine, policyId: 'explained' }, body: { description: 'why' } },
      { ifMatch: created.etag },
    )
    const { items, beforeText, afterText } = await alice.call(compareViews, {
      query: { before: `revision:${revision}`, after: 'draft:mine' },
    })
    expect(items).toMatchObject([
      { kind: 'policy', id: 'explained', change: 'modified', fields: ['description'] },
    ])
    const lines = new Set(beforeText.split('\n'))
    expect(afterText.split('\n').filter((line) => !lines.has(line))).toEqual(['    description: why'])
  })
})

it('lists one’s own drafts first, renames and discards them', async () => {
  const a = steps(alice)
  await a.group('last-hers')
  await steps(bob).group('last-his')
  const draft = await a.draft()
  const { items } = await alice.call(listDrafts, { query: {} })
  expect(items[0]?.id).toBe(draft.id)
  expect(items.filter(({ owner }) => owner.id === draft.owner.id)).toHaveLength(1)
  expect(items.length).toBeGreaterThan(1)
  const params = { draftId: draft.id }
  const renamed = await alice.call(
    renameDraft,
    { params, body: { name: 'Tidy up' } },
    { ifMatch: draft.etag },
  )
  expect(renamed.name).toBe('Tidy up')
  expect(
    await codeOf(alice.call(renameDraft, { params, body: { name: 'x' } }, { ifMatch: draft.etag })),
  ).toBe('precondition_failed')
  await alice.call(discardDraft, { params })
  expect(await codeOf(steps(alice, draft.id).group('late'))).toBe('draft_closed')
  expect(await codeOf(alice.call(draftChanges, { params: mine }))).toBe('not_found')
})
