import { demoDocument, makePolicy, makeRule } from '@flowgate/seed'
import {
  applyDocument,
  applyToDraft,
  type Client,
  type DocumentInput,
  documentSchema,
  exportDocument,
  getDraft,
  listRevisions,
  planDocument,
  undoDraft,
} from '@flowgate/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestManager, type TestManager } from '../support/manager.ts'
import { codeOf, refusal } from '../support/refusal.ts'
import { sent, smallEstate } from '../support/small-estate.ts'

let first: TestManager
let client: Client
beforeAll(async () => {
  first = await startTestManager()
  client = await first.as('administrator')
}, 60_000)
afterAll(() => first.close())

const apply = (to: Client, body: DocumentInput) => to.call(applyDocument, { query: { note: 'import' }, body })
const bytes = async (from: Client) => (await from.request(exportDocument, { query: {} })).text()

it('gives back the same bytes after a trip through an empty installation, and a plan without changes', async () => {
  const applied = await apply(client, sent(demoDocument()))
  expect(applied.revision).toBe(1)
  const exported = await bytes(client)
  const second = await startTestManager()
  try {
    const other = await second.as('administrator')
    await apply(other, JSON.parse(exported))
    expect(await bytes(other)).toBe(exported)
    const plan = await other.call(planDocument, { body: JSON.parse(exported) })
    expect(plan).toEqual({ inventory: [], policy: [] })
    expect(await apply(other, JSON.parse(exported))).toEqual({ inventory: [], policy: [], revision: null })
    const hashes = await Promise.all(
      [client, other].map(async (each) => (await each.call(listRevisions, { query: {} })).items[0]?.hash),
    )
    expect(hashes[0]).toBe(hashes[1])
  } finally {
    await second.close()
  }
}, 60_000)

it('plans one added rule when one is put in the middle', async () => {
  const document = JSON.parse(await bytes(client)) as DocumentInput & { policies: { rules: object[] }[] }
  document.policies[0]?.rules.splice(1, 0, sentRule('in-the-middle'))
  const plan = await client.call(planDocument, { body: document })
  expect(plan.inventory).toEqual([])
  expect(plan.policy).toMatchObject([{ kind: 'rule', id: 'in-the-middle', change: 'added' }])
})

const sentRule = (id: string): object =>
  JSON.parse(JSON.stringify(makeRule({ id, name: id, action: 'drop' })))

describe('a document that is wrong', () => {
  it('is refused with every error, and nothing of it is kept', async () => {
    const before = await bytes(client)
    const document = sent({
      ...smallEstate(),
      policies: [
        makePolicy({
          id: 'p',
          name: 'p',
          rules: [
            makeRule({
              id: 'r',
              name: 'r',
              sources: { groups: ['no'], addresses: ['10.0.0.300'], negated: false },
            }),
          ],
        }),
      ],
    })
    const error = await refusal(apply(client, document))
    expect(error.code).toBe('invalid_document')
    expect(error.errors.map(({ field }) => field)).toEqual([
      'body.policies[0].rules[0].sources.groups[0]',
      'body.policies[0].rules[0].sources.addresses[0]',
    ])
    expect(await bytes(client)).toBe(before)
  })

  it('may not define a built-in service in its own way', async () => {
    const document = sent({
      ...smallEstate(),
      services: [{ id: 'https', name: 'Mine', description: '', entries: [], services: [] }],
    })
    expect(await codeOf(client.call(planDocument, { body: document }))).toBe('invalid_document')
  })
})

it('makes a draft equal to a document, to be undone in one step', async () => {
  const author = await first.as('security-administrator')
  const params = { draftId: 'mine' }
  const empty = JSON.parse(await bytes(client)) as DocumentInput
  const { changes, draft } = await author.call(applyToDraft, {
    params,
    body: { ...empty, policies: [], assertions: [] },
  })
  expect(new Set(changes.map(({ kind, change }) => `${change} ${kind}`))).toEqual(
    new Set(['removed policy', 'removed rule', 'removed assertion']),
  )
  expect(draft).toMatchObject({ canUndo: true, changeCount: changes.length })
  await author.call(undoDraft, { params })
  expect(await author.call(getDraft, { params })).toMatchObject({ changeCount: 0 })
})

it('removes what the document leaves out, inventory and policy in one transaction', async () => {
  const applied = await apply(client, sent(smallEstate()))
  expect(applied.inventory.filter(({ change }) => change === 'removed').length).toBeGreaterThan(100)
  expect(applied.policy.every(({ change }) => change === 'removed')).toBe(true)
  expect(applied.revision).toBe(2)
  const document = JSON.parse(await bytes(client))
  expect(document.inventory.workloads).toHaveLength(6)
})

it('is for whoever may see the whole installation', async () => {
  const scoped = await first.as('administrator', { scope: ['app:shop'] })
  expect(await codeOf(scoped.call(exportDocument, { query: {} }))).toBe('forbidden')
  const nobody = await first.as('nobody')
  expect(await nobody.call(documentSchema)).toMatchObject({
    $ref: '#/$defs/FlowgateDocument',
  })
})
