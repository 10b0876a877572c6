import { importFlows, listFlows, listImports, undoImport } from '@flowgate/shared'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectWholeDatabase } from './support/consistency.ts'
import { type Installation, newInstallation } from './support/installation.ts'
import { KILLS, moments, outcome, pause, TIMEOUT_MS } from './support/kills.ts'

let installation: Installation
beforeAll(async () => {
  installation = await newInstallation()
}, TIMEOUT_MS)
afterAll(() => installation.remove())

const RECORDS = 300_000
const FLOWS = 15_000
const at = Math.floor(Date.now() / 3_600_000) * 3_600 - 7_200
const content = Array.from({ length: RECORDS }, (_, index) => {
  const flow = index % FLOWS
  return `2 123456789010 eni-1235b8ca 10.${flow >> 8}.${flow & 255}.1 10.99.0.2 49152 443 6 20 4249 ${at} ${at + 10} ACCEPT OK\n`
}).join('')

const { next } = moments(3)
const send = () =>
  installation.client().call(importFlows, { query: { fileName: 'large.log' } }, { rawBody: content })
const imports = async () => (await installation.client().call(listImports)).items
const flows = async () =>
  (await installation.client().call(listFlows, { query: { either: 'addr:10.99.0.2', limit: 1 } })).total

it(`an import of ${RECORDS} records that is killed is there whole or not at all`, {
  timeout: TIMEOUT_MS,
}, async () => {
  let manager = await installation.start()
  const began = performance.now()
  const first = await send()
  const usual = performance.now() - began
  expect(first).toMatchObject({ records: RECORDS, flows: FLOWS, badLines: 0 })
  expect(await flows()).toBe(FLOWS)
  await installation.client().call(undoImport, { params: { importId: first.id } })
  expect(await flows()).toBe(0)

  for (let round = 0; round < KILLS; round += 1) {
    const sending = outcome(send())
    await pause(next() * usual * 1.1)
    await manager.kill()
    const { acknowledged } = await sending
    manager = await installation.start()
    await expectWholeDatabase(installation)
    const done = (await imports()).filter(({ status }) => status === 'done')
    expect(done.length).toBeLessThan(2)
    if (acknowledged) expect(done).toHaveLength(1)
    expect(await flows()).toBe(done.length * FLOWS)
    // The same file again: refused as a repeat where it had arrived, imported where it had not.
    if (round === KILLS - 1) {
      expect(await send()).toMatchObject({ repeated: done.length === 1, records: RECORDS, flows: FLOWS })
      expect(await flows()).toBe(FLOWS)
    } else if (done[0] !== undefined) {
      await installation.client().call(undoImport, { params: { importId: done[0].id } })
    }
  }
  expect(await manager.stop()).toBe(0)
})
