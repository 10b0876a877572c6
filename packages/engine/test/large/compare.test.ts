import { expect, test } from 'vitest'
import { buildSnapshot, compareSnapshots, type Difference } from '../../src/index.ts'
import { editedAtRandom } from '../support/large-edits.ts'
import { fate, LARGE_MOST, regionFinder, samples, seeds, under } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

const PACKETS = 150
const WITNESSES = 50

const text = ({ action, decidedAt, rule }: Difference['before']): string => `${action} ${decidedAt} ${rule}`

test('a packet of a large document is in one region if an edit changes its fate, and then the region tells it', () => {
  let changed = 0
  let witnessed = 0
  for (const seed of seeds(4)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST)
    const after = buildSnapshot(editedAtRandom(world.document, random, 1 + random.whole(12)))
    const before = buildSnapshot(world.document)
    const differences = compareSnapshots(before, after)
    const find = regionFinder(differences)
    const packets = samples(world, random, PACKETS)
    const witnesses = Array.from({ length: Math.min(WITNESSES, differences.length) }, () =>
      random.pick(differences),
    )
    for (const packet of packets) {
      const [was, is] = [fate(before, packet), fate(after, packet)]
      const told = find(packet).map((each) => `${text(each.before)} > ${text(each.after)}`)
      expect(told, `world ${seed}: ${JSON.stringify(packet)}`).toEqual(was === is ? [] : [`${was} > ${is}`])
      changed += told.length
    }
    for (const { witness, before: was, after: is, conditions } of witnesses) {
      const packet = under(witness, conditions)
      if (packet === null) continue
      expect([fate(before, packet), fate(after, packet)], `world ${seed}: ${JSON.stringify(packet)}`).toEqual(
        [text(was), text(is)],
      )
      witnessed += 1
    }
  }
  expect(changed).toBeGreaterThan(20)
  expect(witnessed).toBeGreaterThan(80)
})
