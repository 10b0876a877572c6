import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildSnapshot, compileWorld, packetKey } from '../src/index.ts'
import { TINY_PACKETS, tinyDocument } from './support/tiny-world.ts'

/** What columns can say: first packets of IPv4 connections that show their ports, nothing known of their conditions. */
const KEYS = TINY_PACKETS.filter(
  ({ fragment, context, tcpFlags, l4 }) =>
    fragment !== true &&
    Object.keys(context ?? {}).length === 0 &&
    tcpFlags?.ack !== true &&
    (l4.protocol !== 'ip' || l4.number !== 6),
)
  .map((packet) => packetKey(packet))
  .filter(({ family }) => family === 4)
const PACKETS = {
  source: Int32Array.from(KEYS, (key) => key.source3),
  destination: Int32Array.from(KEYS, (key) => key.destination3),
  sourcePort: Uint16Array.from(KEYS, (key) => Math.max(0, key.sourcePort)),
  destinationPort: Uint16Array.from(KEYS, (key) => Math.max(0, key.destinationPort)),
  protocol: Uint8Array.from(KEYS, (key) => key.protocol),
}

test('many packets at once are decided as one by one', () => {
  expect(KEYS.length).toBeGreaterThan(100)
  fc.assert(
    fc.property(tinyDocument, fc.constantFrom('source', 'destination'), (document, point) => {
      const classifier = compileWorld(buildSnapshot(document))
      const decisions = new Int32Array(KEYS.length).fill(-1)
      classifier.decideAll(PACKETS, KEYS.length, point, 0, decisions)
      expect([...decisions]).toEqual(KEYS.map((key) => classifier.decide(key, point, 0)))
    }),
    { numRuns: 300, seed: 17 },
  )
})
