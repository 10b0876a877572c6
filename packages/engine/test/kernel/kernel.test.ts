import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildLab, type Lab, labObstacle } from './lab.ts'
import { tutorial } from './tutorial.ts'
import { type MismatchCase, verify } from './verify.ts'

const obstacle = labObstacle()
const reason = obstacle === null ? '' : ` (skipped: ${obstacle})`

describe.skipIf(obstacle !== null)(`the Linux kernel decides as the engine does${reason}`, () => {
  let lab: Lab

  beforeAll(async () => {
    lab = await buildLab()
  }, 60_000)
  afterAll(() => lab?.close())

  test('the first policy, with the real ping', { timeout: 60_000 }, async () => {
    expect(await tutorial(lab, () => {})).toEqual([])
  })

  test('random policies, new and established connections', { timeout: 120_000 }, async () => {
    const found: MismatchCase['mismatches'][] = []
    const totals = await verify(lab, {
      seed: 20_260_101,
      policies: 6,
      probes: 80,
      onMismatch: (_, { mismatches }) => found.push(mismatches),
    })
    expect(found).toEqual([])
    expect(totals).toMatchObject({ policies: 6, mismatches: 0 })
    expect(totals.packets).toBeGreaterThanOrEqual(480)
  })
})
