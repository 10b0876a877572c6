import { createGroup, getDraft, listGroups, undoDraft } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectWholeDatabase } from './support/consistency.ts'
import { type Installation, newInstallation } from './support/installation.ts'
import { KILLS, moments, outcome, pause, TIMEOUT_MS } from './support/kills.ts'

let installation: Installation
beforeAll(async () => {
  installation = await newInstallation()
}, TIMEOUT_MS)
afterAll(() => installation.remove())

const draftId = 'mine'
const { next, int } = moments(2)

const names = async (): Promise<readonly string[]> => {
  const { items } = await installation
    .client()
    .call(listGroups, { query: { view: 'draft:mine', limit: 500, sort: 'name' } })
  return items.map(({ name }) => name)
}
const create = (name: string) =>
  installation
    .client()
    .call(createGroup, { params: { draftId }, body: { name } }, { idempotencyKey: `create-${name}` })

it('every edit that was acknowledged is there after a kill, and no other but the one on its way', {
  timeout: TIMEOUT_MS,
}, async () => {
  let manager = await installation.start()
  const acknowledged: string[] = []
  let usual = 0
  for (let round = 0; round < KILLS; round += 1) {
    const killAt = 4 + int(12)
    let onItsWay = ''
    for (let index = 0; ; index += 1) {
      const name = `group-${round}-${String(index).padStart(3, '0')}`
      const began = performance.now()
      const creating = outcome(create(name))
      if (index === killAt) {
        await pause(next() * usual * 1.2)
        await manager.kill()
        if ((await creating).acknowledged) acknowledged.push(name)
        else onItsWay = name
        break
      }
      await creating
      usual = performance.now() - began
      acknowledged.push(name)
    }
    manager = await installation.start()
    await expectWholeDatabase(installation)
    const found = await names()
    expect(found.filter((name) => name !== onItsWay)).toEqual(acknowledged)

    const draft = await installation.client().call(getDraft, { params: { draftId } })
    expect(draft.changeCount).toBe(found.length)
    if (onItsWay === '') continue
    // Asked again with its key, it is there once, whether it had arrived or not: a repeat is answered as the first was,
    // or told that only the answer was lost.
    const repeated = await create(onItsWay).catch((error: unknown) => error)
    if (found.includes(onItsWay) && repeated instanceof Error)
      expect(repeated).toMatchObject({ code: 'idempotency_answer_lost' })
    else expect(repeated).toMatchObject({ name: onItsWay })
    acknowledged.push(onItsWay)
    expect(await names()).toEqual(acknowledged)
  }
  // The undo stack is whole too: it leads back to the empty draft.
  for (let left = acknowledged.length; left > 0; left -= 1)
    await installation.client().call(undoDraft, { params: { draftId } })
  expect(await names()).toEqual([])
  expect(await manager.stop()).toBe(0)
})
