import { expect, test } from 'vitest'
import { buildSnapshot, connectivity, evaluate, type Packet, type Snapshot } from '../../src/index.ts'
import { includes } from '../support/includes.ts'
import { LARGE_MOST, samples, seeds } from '../support/large-samples.ts'
import { largeWorld } from '../support/large-world.ts'
import { createRandom } from '../support/random.ts'

const PACKETS = 300

/** Who answers for each address. */
const bearers = ({ points, pointAt }: Snapshot): ReadonlyMap<string, readonly string[]> => {
  const own = new Map<string, string[]>()
  for (const { workload, vnic } of points) {
    const texts = vnic.vnic.addresses.filter((_, i) => {
      const address = vnic.addresses[i]
      return address !== undefined && pointAt(address)?.workload.id === workload.id
    })
    own.set(workload.id, [...(own.get(workload.id) ?? []), ...texts])
  }
  return own
}

test('what a workload of a large document may open to another is what the reference lets pass', () => {
  let allowed = 0
  let denied = 0
  for (const seed of seeds(5)) {
    const random = createRandom(seed)
    const world = largeWorld(random, LARGE_MOST)
    const snapshot = buildSnapshot(world.document)
    const answers = new Map(
      [...connectivity(snapshot, { now: 0 })].map(({ src, dst, connections }) => [
        `${src} ${dst}`,
        connections,
      ]),
    )
    const addresses = bearers(snapshot)
    const workloadAt = new Map([...addresses].flatMap(([id, own]) => own.map((address) => [address, id])))
    for (const { source, destination, l4 } of samples(world, random, PACKETS)) {
      const [src, dst] = [workloadAt.get(source), workloadAt.get(destination)]
      if (src === undefined || dst === undefined || src === dst) continue
      const passes = (addresses.get(src) ?? []).some((from) =>
        (addresses.get(dst) ?? []).some((to) => {
          const packet: Packet = { source: from, destination: to, l4 }
          return (
            from.includes(':') === to.includes(':') &&
            evaluate(snapshot, packet, { now: 0 }).action === 'allow'
          )
        }),
      )
      expect(
        includes(answers.get(`${src} ${dst}`) ?? [], l4),
        `world ${seed}: ${src} to ${dst}, ${JSON.stringify(l4)}`,
      ).toBe(passes)
      if (passes) allowed += 1
      else denied += 1
    }
  }
  expect(allowed).toBeGreaterThan(100)
  expect(denied).toBeGreaterThan(100)
})
