import { ACME_FLOWS } from '@flowgate/seed'
import { listFlows, listRevisions, listWorkloads } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectRealized, expectWholeDatabase } from './support/consistency.ts'
import { type Installation, newInstallation } from './support/installation.ts'
import { KILLS, moments, pause, TIMEOUT_MS } from './support/kills.ts'

let installation: Installation
beforeAll(async () => {
  installation = await newInstallation({ FLOWGATE_DEMO: 'acme' })
}, TIMEOUT_MS)
afterAll(() => installation.remove())

/** Lines of the log of a first start, in their order, and what follows each lasts about so long. */
const STAGES = [
  ['database files', 300],
  ['published as revision 1', 1_500],
  ['120 workloads', 500],
  ['50000 flows stored', 1_500],
  ['200000 flows stored', 300],
] as const
const { next } = moments(4)

it('a first start that is killed again and again ends with the whole demo estate, once', {
  timeout: TIMEOUT_MS,
}, async () => {
  for (let round = 0; round < KILLS; round += 1) {
    const [text, ms] = STAGES[round % STAGES.length] ?? STAGES[0]
    const starting = installation.launch()
    // Made before: the database's files are made once.
    if (round === 0 || text !== 'database files') await starting.said(text)
    await pause(next() * ms)
    await starting.kill()
  }
  let manager = await installation.start()
  const look = async () => {
    await expectWholeDatabase(installation)
    const client = installation.client()
    expect((await client.call(listWorkloads, { query: { limit: 1 } })).total).toBe(120)
    expect((await client.call(listRevisions)).items).toHaveLength(1)
    const counts = await installation.inDatabase(async (db) => ({
      recorded: await db.flow.count({ where: { origin: 'recorded' } }),
      loads: await db.demoLoad.count(),
      users: await db.user.count(),
    }))
    expect(counts).toEqual({ recorded: ACME_FLOWS, loads: 1, users: 1 })
    expect((await client.call(listFlows, { query: { limit: 1 } })).total).toBeGreaterThanOrEqual(ACME_FLOWS)
    await expectRealized(installation, 1)
  }
  await look()
  await manager.kill()
  manager = await installation.start()
  await look()
  expect(await manager.stop()).toBe(0)
})
