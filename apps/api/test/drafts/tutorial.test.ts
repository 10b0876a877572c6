import {
  addGroupMember,
  createGroup,
  createPolicy,
  draftChanges,
  getDraft,
  getRevision,
  listAuditEvents,
  publishDraft,
} from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { codeOf } from '../support/refusal.ts'
import { applySmallEstate } from '../support/small-estate.ts'

let manager: TestManager
beforeAll(async () => {
  manager = await startTestManager()
  await applySmallEstate(await manager.as('administrator'))
}, 60_000)
afterAll(() => manager.close())

const draftId = 'mine'

const tutorial = async () => {
  const client = await manager.as('security-administrator')
  await client.call(createGroup, {
    params: { draftId },
    body: { name: 'VM1_SG', description: 'Security Group for VM1' },
  })
  await client.call(createGroup, {
    params: { draftId },
    body: { name: 'VM2_SG', description: 'Security Group for VM2' },
  })
  for (const [groupId, member] of [
    ['VM1_SG', 'vm-123'],
    ['VM2_SG', 'vm-456'],
  ] as const)
    await client.call(addGroupMember, { params: { draftId, groupId }, body: { member } })
  await client.call(createPolicy, {
    params: { draftId },
    body: {
      name: 'Block_VM1_to_VM2',
      category: 'application',
      rules: [
        {
          name: 'Block_VM1_to_VM2',
          sources: { groups: ['VM1_SG'] },
          destinations: { groups: ['VM2_SG'] },
          action: 'drop',
        },
      ],
    },
  })
  return client
}

it('starts a draft by the first edit, publishes it with one policy and what it needs, and audits each step', async () => {
  const client = await manager.as('security-administrator')
  expect(await codeOf(client.call(getDraft, { params: { draftId } }))).toBe('not_found')

  const author = await tutorial()
  const draft = await author.call(getDraft, { params: { draftId } })
  expect(draft).toMatchObject({
    baseRevision: 0,
    behind: false,
    changeCount: 4,
    canUndo: true,
    canRedo: false,
  })
  expect(draft.findings.errors).toBe(0)
  const { items } = await author.call(draftChanges, { params: { draftId } })
  expect(items.map(({ kind, id, change }) => `${change} ${kind} ${id}`)).toEqual([
    'added group VM1_SG',
    'added group VM2_SG',
    'added policy Block_VM1_to_VM2',
    'added rule Block_VM1_to_VM2-1',
  ])

  const published = await author.call(publishDraft, {
    params: { draftId },
    body: { policies: ['Block_VM1_to_VM2'] },
  })
  expect(published).toMatchObject({ revision: 1, hosts: 2 })
  expect(await codeOf(author.call(getDraft, { params: { draftId } }))).toBe('not_found')
  expect(await author.call(getRevision, { params: { revision: 1 } })).toMatchObject({
    number: 1,
    parent: null,
    hash: published.hash,
    changes: { added: 4, modified: 0, moved: 0, removed: 0 },
    counts: { policies: 1, rules: 1, groups: 2, services: 0 },
  })
  const auditor = await manager.as('auditor')
  const { items: events } = await auditor.call(listAuditEvents, { query: { limit: 20 } })
  expect(
    events
      .map(({ action }) => action)
      .slice(0, 7)
      .toReversed(),
  ).toEqual([
    'draft.created',
    'group.created',
    'group.created',
    'group.member-added',
    'group.member-added',
    'policy.created',
    'revision.published',
  ])
})

it('gives the same hash for the same steps in another installation', async () => {
  const hash = (await (await manager.as('auditor')).call(getRevision, { params: { revision: 1 } })).hash
  const other = await startTestManager()
  try {
    const administrator = await other.as('administrator')
    await applySmallEstate(administrator)
    const mine = manager
    manager = other
    const author = await tutorial()
    manager = mine
    expect(await author.call(publishDraft, { params: { draftId }, body: {} })).toMatchObject({ hash })
  } finally {
    await other.close()
  }
})
