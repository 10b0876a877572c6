import { expect, test } from 'vitest'
import { blockersOf, boxesOf, framesOf } from '../../src/analyze/blockers.ts'
import { uncovered } from '../../src/analyze/boxes.ts'
import { type Liveness, liveness } from '../../src/analyze/liveness.ts'
import { shadowOf } from '../../src/analyze/shadow.ts'
import { witnessPacket } from '../../src/analyze/witness.ts'
import { buildSnapshot, evaluate, type Packet, type Snapshot } from '../../src/index.ts'
import { bitsOf } from '../../src/resolve/bitset.ts'
import { LARGE_MOST, samples, seeds, under } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

const PACKETS = 150
const RULES = 60

/** The rules that match the packet before any other ends the walk, at one of its ends. */
const matched = (snapshot: Snapshot, packet: Packet): readonly string[] =>
  evaluate(snapshot, packet, { now: 0 }).evaluations.flatMap(({ trail }) =>
    trail.flatMap((step) => (step.kind === 'rule' && step.result === 'matched' ? [step.rule] : [])),
  )

/** A packet that no earlier rule takes from the rule for sure, in a context in which its own conditions hold alone. */
function witnessOf({ space }: Liveness, rule: number): Packet | null {
  const holding = space.conditions[rule] ?? []
  const others = new Set(space.conditions.flat().filter((each) => !holding.includes(each)))
  for (const frame of framesOf(space, rule)) {
    const [part] = uncovered(frame.box, boxesOf(blockersOf(space, frame)), 1, space.work)
    if (part === undefined) continue
    const { near, far, direction } = frame.side
    const here = near.classes[frame.nearOf(part)[0] ?? -1]?.[0] ?? -1
    const there = far.classes[frame.farOf(part)[0] ?? -1]?.[0] ?? -1
    const [source, destination] = direction === 'out' ? [here, there] : [there, here]
    const [piece = -1] = bitsOf(frame.servicesOf(part))
    return under(witnessPacket(space.tables, space.atoms, source, destination, piece), [
      ...holding.map((condition) => ({ condition, holds: true })),
      ...[...others].map((condition) => ({ condition, holds: false })),
    ])
  }
  return null
}

/** Sources of addresses and users count as one condition for lint, which no context alone makes true. */
const hasMixedSources = ({ rules }: Snapshot): boolean =>
  rules.some(
    ({ sources }) => sources.identities.length > 0 && sources.addresses.some((set) => set.length > 0),
  )

test('of a large document no dead rule ever decides, and each live one does about its witness', () => {
  let dead = 0
  let witnessed = 0
  for (const seed of seeds(5)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST)
    const snapshot = buildSnapshot(world.document)
    const live = liveness(snapshot)
    const gone = new Set([...live.dead.keys()].map((number) => snapshot.rules[number]?.id ?? ''))
    dead += gone.size
    for (const packet of samples(world, random, PACKETS)) {
      const wrong = matched(snapshot, packet).filter((id) => gone.has(id))
      expect(wrong, `world ${seed}: ${JSON.stringify(packet)}`).toEqual([])
    }
    const alive = [...snapshot.rules.keys()].filter(
      (number) => snapshot.rules[number]?.enabled === true && !live.dead.has(number),
    )
    for (const number of hasMixedSources(snapshot) ? [] : random.some(alive, RULES)) {
      const packet = witnessOf(live, number)
      const { id = '' } = snapshot.rules[number] ?? {}
      expect(packet, `world ${seed}: rule ${id} is live`).not.toBeNull()
      if (packet === null) continue
      expect(matched(snapshot, packet), `world ${seed}: ${JSON.stringify(packet)}`).toContain(id)
      witnessed += 1
    }
  }
  expect(dead).toBeGreaterThan(10)
  expect(witnessed).toBeGreaterThan(50)
})

test('of a large document everything in a dead slice is decided by whom the slice names', () => {
  let seen = 0
  for (const seed of seeds(4)) {
    const random = createRandom(seed)
    const snapshot = buildSnapshot(largeWorld(random, LARGE_MOST).document)
    const live = liveness(snapshot)
    for (const number of Array.from({ length: 12 }, () => random.whole(snapshot.rules.length))) {
      if (snapshot.rules[number]?.enabled !== true) continue
      const regions = shadowOf(live, number)?.regions() ?? []
      for (const { at, by, witness } of random.some(regions, 5)) {
        const all = [number, by].flatMap((each) => live.space.conditions[each] ?? [])
        if (all.some((each) => each.includes(' or '))) continue
        const others = live.space.conditions.flat().filter((each) => !all.includes(each))
        const packet = under(witness, [
          ...all.map((condition) => ({ condition, holds: true })),
          ...[...new Set(others)]
            .filter((each) => !each.includes(' or '))
            .map((condition) => ({ condition, holds: false })),
        ])
        if (packet === null) continue
        const evaluation = evaluate(snapshot, packet, { now: 0 }).evaluations.find(
          ({ point }) => point === at,
        )
        const steps = evaluation?.trail.flatMap((step) =>
          step.kind === 'rule' && step.result === 'matched' ? [step.rule] : [],
        )
        expect(steps, `world ${seed}: ${JSON.stringify(packet)}`).toContain(snapshot.rules[by]?.id)
        expect(steps, `world ${seed}: ${JSON.stringify(packet)}`).not.toContain(snapshot.rules[number]?.id)
        seen += 1
      }
    }
  }
  expect(seen).toBeGreaterThan(40)
})
