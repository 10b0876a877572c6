import { expect, test } from 'vitest'
import { applyEdit, buildSnapshot, evaluate, explainPacket, interference } from '../../src/index.ts'
import { editedAtRandom } from '../support/large-edits.ts'
import { fate, LARGE_MOST, regionFinder, samples, seeds, under } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

const EXPLAINED = 4

test('what decides a packet of a large document is named, and each flip turns it round as told', () => {
  let flipped = 0
  for (const seed of seeds(6)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST - 2)
    const snapshot = buildSnapshot(world.document)
    for (const packet of samples(world, random, EXPLAINED)) {
      const said = `world ${seed}: ${JSON.stringify(packet)}`
      const { verdict, tried, flips } = explainPacket(snapshot, packet, { now: 0, limit: 3 })
      expect(verdict, said).toEqual(evaluate(snapshot, packet, { now: 0 }))
      for (const { point, why, rule } of verdict.evaluations) {
        const here = tried.filter((each) => each.point === point)
        if (why === 'rule') expect(here.findLast(({ matched }) => matched)?.rule, said).toBe(rule)
      }
      for (const { edit, changes, verdict: after } of flips) {
        const edited = buildSnapshot(applyEdit(world.document, edit))
        expect(after, said).toEqual(evaluate(edited, packet, { now: 0 }))
        expect(after.action === 'allow', said).toBe(verdict.action !== 'allow')
        const kinds = regionFinder(changes)(packet).map(({ kind }) => kind)
        expect(kinds, `${said} ${JSON.stringify(edit)}`).toEqual([
          after.action === 'allow' ? 'newly-allowed' : 'newly-denied',
        ])
        flipped += 1
      }
    }
  }
  expect(flipped).toBeGreaterThan(10)
})

test('a packet of a large document is where two changes meet exactly if both change its fate', () => {
  let met = 0
  for (const seed of seeds(6)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST - 2)
    const edited = editedAtRandom(world.document, random, 6)
    // What the second change does besides the first is what the two may be in conflict about.
    const [base, left, right] = [world.document, edited, editedAtRandom(edited, random, 6)].map((each) =>
      buildSnapshot(each),
    )
    if (base === undefined || left === undefined || right === undefined) throw new Error('there are three')
    const regions = interference(base, left, right)
    const find = regionFinder(regions)
    const witnesses = random
      .some(regions, 40)
      .flatMap(({ witness, conditions }) => under(witness, conditions) ?? [])
    for (const packet of [...samples(world, random, 60), ...witnesses]) {
      const fates = [base, left, right].map((each) => fate(each, packet)) as [string, string, string]
      const said = `world ${seed}: ${JSON.stringify(packet)} ${fates.join(', ')}`
      const isMet = fates[1] !== fates[0] && fates[2] !== fates[0]
      const isConflict = fates[1].startsWith('allow') !== fates[2].startsWith('allow')
      expect(
        find(packet).map(({ kind }) => kind),
        said,
      ).toEqual(isMet ? [isConflict ? 'conflict' : 'overlap'] : [])
      if (isMet) met += 1
    }
  }
  expect(met).toBeGreaterThan(10)
})
