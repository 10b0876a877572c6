import { expect, test } from 'vitest'
import {
  buildSnapshot,
  type Classifier,
  compileWorld,
  type Packet,
  packetKey,
  type Snapshot,
  updateSnapshot,
} from '../src/index.ts'
import { evaluatePoint } from '../src/match/reference.ts'
import { mustParsePacket } from '../src/model/parsed-packet.ts'
import { type LargeWorld, largeWorld } from './support/large-world.ts'
import { createRandom, type Random } from './support/random.ts'

const WORLDS = Number(process.env.FLOWGATE_FUZZ_LARGE_WORLDS ?? 12)
const SEED = Number(process.env.FLOWGATE_FUZZ_SEED ?? 20_260_101)
/** Two to this power workloads at most. */
const MOST = Number(process.env.FLOWGATE_FUZZ_LARGE_MOST ?? 11)
const PACKETS = 300
const CHANGES = 30

/** What decides otherwise than the reference, one by one or many at once; described, so that it can be met again. */
function differences(
  snapshot: Snapshot,
  classifier: Classifier,
  packets: readonly Packet[],
): readonly string[] {
  const keys = packets.map((each) => packetKey(each))
  const columns = {
    source: Int32Array.from(keys, (key) => key.source3),
    destination: Int32Array.from(keys, (key) => key.destination3),
    sourcePort: Uint16Array.from(keys, (key) => key.sourcePort),
    destinationPort: Uint16Array.from(keys, (key) => key.destinationPort),
    protocol: Uint8Array.from(keys, (key) => key.protocol),
  }
  const many = new Int32Array(keys.length)
  return (['source', 'destination'] as const).flatMap((point) => {
    classifier.decideAll(columns, keys.length, point, 0, many)
    return packets.flatMap((packet, i) => {
      const key = keys[i] ?? packetKey(packet)
      const { action, rule, why, unknown } = evaluatePoint(snapshot, mustParsePacket(packet), point, 0)
      const wanted = JSON.stringify({ action, rule, why, unknown })
      const decisions = [classifier.decide(key, point, 0), ...(key.family === 4 ? [many[i] ?? -1] : [])]
      return decisions.flatMap((decision) => {
        const found = classifier.describe(decision)
        const got = JSON.stringify({
          action: found.action,
          rule: found.rule,
          why: found.why,
          unknown: found.unknown,
        })
        return got === wanted ? [] : [`${JSON.stringify(packet)} at ${point}: ${got}, expected ${wanted}`]
      })
    })
  })
}

const packetsOf = (world: LargeWorld, random: Random): readonly Packet[] =>
  Array.from({ length: PACKETS }, () => world.packet(random))

test(`${WORLDS} large documents, compiled at once and by changes`, () => {
  for (let i = 0; i < WORLDS; i += 1) {
    const random = createRandom(SEED + i)
    const world = largeWorld(random, MOST)
    let snapshot = buildSnapshot(world.document)
    let classifier = compileWorld(snapshot)
    expect(differences(snapshot, classifier, packetsOf(world, random)), `world ${SEED + i}`).toEqual([])
    for (let change = 0; change < CHANGES; change += 1) {
      snapshot = updateSnapshot(snapshot, world.change(random, snapshot.document))
      classifier = compileWorld(snapshot, classifier)
      // Compiled when first asked: or only the last one would be, from the first.
      classifier.decide(packetKey(world.packet(random)), 'source', 0)
    }
    const changed = `world ${SEED + i} after ${CHANGES} changes`
    expect(differences(snapshot, classifier, packetsOf(world, random)), changed).toEqual([])
  }
})
