import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanWorld } from '../src/compile/span-world.ts'
import {
  buildSnapshot,
  compileSpan,
  compileWorld,
  type Evaluation,
  type FlowgateDocument,
  packetKey,
  type Span,
  spanFor,
} from '../src/index.ts'
import { describeDecision } from '../src/match/fast/decision.ts'
import { createFilterBackEnd } from '../src/match/fast/filter-back-end.ts'
import { createGroupClassifier } from '../src/match/fast/group-classifier.ts'
import { evaluatePoint } from '../src/match/reference.ts'
import { mustParsePacket } from '../src/model/parsed-packet.ts'
import { ANY, groups, not, rule } from './support/documents.ts'
import { thinned } from './support/thinned.ts'
import { TINY_PACKETS, tinyDocument } from './support/tiny-world.ts'

const RUNS = Number(process.env.FLOWGATE_FUZZ_RUNS ?? Math.ceil(2_000_000 / TINY_PACKETS.length))
const SEED = Number(process.env.FLOWGATE_FUZZ_SEED ?? 20_260_101)
// Parsed once: text is not what is tested here.
const PACKETS = thinned(TINY_PACKETS).map((packet) => ({
  packet,
  parsed: mustParsePacket(packet),
  key: packetKey(packet),
}))

/** The reference on the whole document, and all others against it, for every packet. Throws on the first difference. */
function comparePackets(document: FlowgateDocument, now: number, packets = PACKETS): void {
  const snapshot = buildSnapshot(document)
  const whole = compileWorld(snapshot)
  const hosts = new Map(
    document.inventory.hosts.map(({ id }) => {
      // Through JSON, as a span travels.
      const span: Span = JSON.parse(
        JSON.stringify(spanFor(snapshot, id, { revision: 1, inventoryVersion: 1 })),
      )
      return [id, { world: spanWorld(span), classifier: compileSpan(span) }]
    }),
  )
  for (const { packet, parsed, key } of packets) {
    for (const point of ['source', 'destination'] as const) {
      const expected = evaluatePoint(snapshot, parsed, point, now)
      const check = (name: string, got: Decided): void => {
        if (!sameDecision(expected, got))
          expect(got, `${name} at ${point} of ${JSON.stringify(packet)}`).toMatchObject(decided(expected))
      }
      check('whole classifier', whole.describe(whole.decide(key, point, now)))
      const host = expected.host === null ? undefined : hosts.get(expected.host)
      if (host === undefined) continue
      check('host classifier', host.classifier.describe(host.classifier.decide(key, point, now)))
      const atHost = evaluatePoint(host.world, parsed, point, now)
      check('span', atHost)
      if (atHost.vnic !== expected.vnic || atHost.workload !== expected.workload)
        expect(atHost).toEqual(expected)
    }
  }
}

type Decided = Pick<Evaluation, 'action' | 'decided' | 'why' | 'category' | 'policy' | 'rule' | 'unknown'>

const decided = ({ action, decided, why, category, policy, rule, unknown }: Decided): Decided => ({
  action,
  decided,
  why,
  category,
  policy,
  rule,
  unknown,
})

const sameDecision = (a: Decided, b: Decided): boolean =>
  a.action === b.action &&
  a.decided === b.decided &&
  a.why === b.why &&
  a.rule === b.rule &&
  a.policy === b.policy &&
  a.category === b.category &&
  a.unknown.join() === b.unknown.join()

test(`reference = spans of both hosts = fast classifier, ${RUNS} documents x ${TINY_PACKETS.length} packets`, {
  timeout: 7_200_000,
}, () => {
  fc.assert(
    fc.property(tinyDocument, fc.constantFrom(0, 40_000_000, 40_000_000_000), (document, now) =>
      comparePackets(document, now),
    ),
    {
      numRuns: RUNS,
      seed: SEED,
    },
  )
})

/** The same policy at every vNIC, as filters ask. */
const everywhere = (made: FlowgateDocument): FlowgateDocument => ({
  ...made,
  policies: made.policies.map((each) => ({
    ...each,
    appliedTo: [],
    rules: each.rules.map((one) => ({ ...one, appliedTo: [] })),
  })),
})

test('the filter back end decides as the reference does, whatever the rules', { timeout: 7_200_000 }, () => {
  fc.assert(
    fc.property(
      tinyDocument.map(everywhere),
      fc.constantFrom(0, 40_000_000, 40_000_000_000),
      (document, now) => {
        const snapshot = buildSnapshot(document)
        const backEnd = createFilterBackEnd(snapshot, () => createGroupClassifier(snapshot), {
          fewestRules: 0,
          mostFiltersPerRule: 1_000,
        })
        expect(backEnd).not.toBeNull()
        for (const { packet, parsed, key } of PACKETS) {
          for (const point of ['source', 'destination'] as const) {
            const expected = evaluatePoint(snapshot, parsed, point, now)
            const got = describeDecision(snapshot, backEnd?.decide(key, point, now) ?? -1)
            if (!sameDecision(expected, got))
              expect(got, `${point} of ${JSON.stringify(packet)}`).toMatchObject(decided(expected))
          }
        }
      },
    ),
    { numRuns: Math.ceil(RUNS / 10), seed: SEED },
  )
})

/** Rules in between that match next to nothing, so that the bitsets have many words, most of them not zero. */
function padded(made: FlowgateDocument): FlowgateDocument {
  const filler = (id: string, i: number) =>
    rule(id, {
      sources: i % 3 === 0 ? groups('g1') : i % 3 === 1 ? not(groups('g2')) : ANY,
      services: {
        services: [],
        entries: [{ protocol: 'udp', sourcePorts: [], destinationPorts: [[7, 7 + (i % 5)]] }],
      },
      action: i % 2 === 0 ? 'allow' : 'drop',
    })
  return {
    ...made,
    policies: made.policies.map((each) => ({
      ...each,
      rules: each.rules.flatMap((one) => [
        ...Array.from({ length: 400 }, (_, i) => filler(`${one.id}f${i}`, i)),
        one,
      ]),
    })),
  }
}

test('the same among thousands of rules', { timeout: 7_200_000 }, () => {
  const few = PACKETS.filter((_, i) => i % 23 === 0)
  fc.assert(
    fc.property(tinyDocument.map(padded), (document) => comparePackets(document, 0, few)),
    { numRuns: 25, seed: SEED },
  )
})
