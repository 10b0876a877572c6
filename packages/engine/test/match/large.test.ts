import { expect, test } from 'vitest'
import {
  buildSnapshot,
  compileWorld,
  type FlowgateDocument,
  type Packet,
  packetKey,
} from '../../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from '../support/documents.ts'

/*
 * Policies of more parts than the tables begin with room for, each on another way through them. Every answer, one by one and
 * many at once, is the reference's.
 */

const address = (i: number): string => `10.0.${i >> 8}.${i & 255}`
const workloads = (count: number) =>
  inventory({
    workloads: Array.from({ length: count }, (_, i) =>
      workload(`w${i}`, { vnics: [vnic('v', [address(i)])] }),
    ),
  })
const groupOf = (id: string, count: number, holds: (i: number) => boolean) =>
  group(id, {
    workloads: Array.from({ length: count }, (_, i) => i).flatMap((i) => (holds(i) ? [`w${i}`] : [])),
  })
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
const tcp = (port: number) => ({
  services: [],
  entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: [[port, port] as const] }],
})
const packet = (source: number, destination: number, destinationPort: number): Packet => ({
  source: address(source),
  destination: address(destination),
  l4: { protocol: 'tcp', sourcePort: 40_000, destinationPort },
})

function expectReference(of: FlowgateDocument, packets: readonly Packet[]): void {
  const classifier = compileWorld(buildSnapshot(of))
  const keys = packets.map((each) => packetKey(each))
  const columns = {
    source: Int32Array.from(keys, (key) => key.source3),
    destination: Int32Array.from(keys, (key) => key.destination3),
    sourcePort: Uint16Array.from(keys, (key) => key.sourcePort),
    destinationPort: Uint16Array.from(keys, (key) => key.destinationPort),
    protocol: Uint8Array.from(keys, (key) => key.protocol),
  }
  const decisions = new Int32Array(keys.length)
  const wrong: unknown[] = []
  for (const point of ['source', 'destination'] as const) {
    classifier.decideAll(columns, keys.length, point, 0, decisions)
    for (const [i, each] of packets.entries()) {
      const { rule: wanted, action, why } = classifier.evaluateAt(each, point, { now: 0 })
      const single = classifier.decide(keys[i] ?? packetKey(each), point, 0)
      for (const decision of [single, decisions[i] ?? Number.NaN]) {
        const found = classifier.describe(decision)
        if (found.rule !== wanted || found.action !== action || found.why !== why)
          wrong.push({ ...each, point, wanted, found: found.rule, action: found.action })
      }
    }
  }
  expect(wrong).toEqual([])
}

test('1,600 memberships of few kinds of ends', () => {
  const [side, count] = [40, 1_600]
  const of = document({
    inventory: workloads(count),
    groups: numbers(side).flatMap((n) => [
      groupOf(`s${n}`, count, (i) => i % side === n),
      groupOf(`d${n}`, count, (i) => Math.floor(i / side) === n),
    ]),
    policies: [
      policy(
        'p',
        numbers(side).map((n) =>
          rule(`r${n}`, { sources: groups(`s${n}`), destinations: groups(`d${n}`), services: tcp(n + 1) }),
        ),
      ),
    ],
  })
  const packets = numbers(count).flatMap((i) => {
    const [s, d] = [i % side, Math.floor(i / side)]
    return [packet(i, s * side, s + 1), packet(d, i, d + 1), packet(i, (i * 7) % count, s + 1)]
  })
  expectReference(of, packets)
})

test('1,600 kinds of ends, more pairs of them than are written out', () => {
  const count = 1_600
  const of = document({
    inventory: workloads(count),
    groups: numbers(count).map((n) => group(`g${n}`, { workloads: [`w${n}`] })),
    policies: [
      policy(
        'p',
        numbers(count).map((n) =>
          rule(`r${n}`, {
            sources: groups(`g${n}`),
            destinations: groups(`g${(n + 1) % count}`),
            services: tcp(80),
          }),
        ),
      ),
    ],
  })
  expectReference(
    of,
    numbers(count).flatMap((i) => [packet(i, (i + 1) % count, 80), packet(i, (i + 2) % count, 80)]),
  )
})

test('more lists of rules between pairs than have numbers', () => {
  const [bits, count] = [9, 512]
  const of = document({
    inventory: workloads(count),
    groups: numbers(bits).map((bit) => groupOf(`b${bit}`, count, (i) => ((i >> bit) & 1) === 1)),
    policies: [
      policy(
        'p',
        numbers(bits).flatMap((bit) => [
          rule(`s${bit}`, { sources: groups(`b${bit}`), services: tcp(1 + bit) }),
          rule(`d${bit}`, { destinations: groups(`b${bit}`), services: tcp(101 + bit), action: 'reject' }),
        ]),
      ),
    ],
  })
  expectReference(
    of,
    numbers(count).flatMap((i) =>
      numbers(bits).flatMap((bit) => [
        packet(i, (i * 5) % count, 1 + bit),
        packet((i * 3) % count, i, 101 + bit),
      ]),
    ),
  )
})
