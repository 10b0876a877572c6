import {
  createGroup,
  createPolicy,
  exportDocument,
  listDrafts,
  listRevisions,
  publishDraft,
} from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applySmallEstate } from '../support/small-estate.ts'
import { expectRealized, expectWholeDatabase } from './support/consistency.ts'
import { type Installation, newInstallation } from './support/installation.ts'
import { KILLS, moments, outcome, pause, TIMEOUT_MS } from './support/kills.ts'

let installation: Installation
beforeAll(async () => {
  installation = await newInstallation()
}, TIMEOUT_MS)
afterAll(() => installation.remove())

const OBJECTS = 8
const draftId = 'mine'
const { next } = moments(1)

/** Groups with a policy each, all of which a publish has to carry over. */
const edit = async (round: number): Promise<readonly string[]> => {
  const ids: string[] = []
  for (let index = 0; index < OBJECTS; index += 1) {
    const name = `round-${round}-${index}`
    const body = { name, members: { addresses: [`10.${round}.${index}.0/24`] } }
    await installation.client().call(createGroup, { params: { draftId }, body })
    await installation.client().call(createPolicy, {
      params: { draftId },
      body: {
        name,
        category: 'application',
        rules: [{ name, sources: { groups: [name] }, destinations: { groups: [name] }, action: 'drop' }],
      },
    })
    ids.push(name)
  }
  return ids
}

const publish = () => installation.client().call(publishDraft, { params: { draftId }, body: {} })

it('a publish that is killed is published whole or not at all', { timeout: TIMEOUT_MS }, async () => {
  let manager = await installation.start()
  await applySmallEstate(installation.client())
  await edit(0)
  const began = performance.now()
  let head = (await publish()).revision
  const usual = performance.now() - began

  for (let round = 1; round <= KILLS; round += 1) {
    const ids = await edit(round)
    const publishing = outcome(publish())
    await pause(next() * usual * 1.2)
    await manager.kill()
    const { acknowledged } = await publishing
    manager = await installation.start()

    await expectWholeDatabase(installation)
    const { items } = await installation.client().call(listRevisions)
    const published = items[0]?.number === head + 1
    expect(items[0]?.number).toBe(published ? head + 1 : head)
    if (acknowledged) expect(published).toBe(true)
    const document = await installation.client().call(exportDocument, { query: { view: 'published' } })
    const there = new Set(document.groups.map(({ id }) => id))
    expect(ids.map((id) => there.has(id))).toEqual(ids.map(() => published))

    const drafts = await installation.client().call(listDrafts)
    const open = drafts.items.filter(({ status }) => status === 'open')
    expect(open.map(({ changeCount }) => changeCount)).toEqual(published ? [] : [OBJECTS * 3])
    if (!published) expect((await publish()).revision).toBe(head + 1)
    head += 1
    await expectRealized(installation, head)
  }
  expect(await manager.stop()).toBe(0)
})
