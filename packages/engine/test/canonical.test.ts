import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  buildSnapshot,
  canonicalDocument,
  canonicalJson,
  evaluate,
  type FlowgateDocument,
} from '../src/index.ts'
import { document, group, policy, rule } from './support/documents.ts'
import { TINY_PACKETS, tinyDocument } from './support/tiny-world.ts'

test('JSON for hashing: sorted keys, no blanks, nothing that JSON cannot hold', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true, z: undefined })).toBe(
    '{"a":true,"b":[1,{"c":"é\\"","d":null}]}',
  )
  expect(() => canonicalJson(Number.NaN)).toThrow(TypeError)
  expect(() => canonicalJson(1n)).toThrow(TypeError)
})

/** The same document with every list that is a set the other way round, and keys too. */
function shuffled(made: FlowgateDocument): FlowgateDocument {
  return {
    ...made,
    groups: made.groups.toReversed().map((each) => ({
      ...each,
      members: Object.fromEntries(
        Object.entries(each.members).map(([key, list]) => [key, list.toReversed()]),
      ) as typeof each.members,
    })),
    services: made.services.toReversed(),
    inventory: { ...made.inventory, workloads: made.inventory.workloads.toReversed() },
    policies: made.policies.map(
      (each) => Object.fromEntries(Object.entries(each).toReversed()) as typeof each,
    ),
  }
}

test('idempotent, blind to order that says nothing, and of the same meaning', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument, (made) => {
      const canonical = canonicalDocument(made)
      expect(JSON.stringify(canonicalDocument(canonical))).toBe(JSON.stringify(canonical))
      expect(JSON.stringify(canonicalDocument(shuffled(made)))).toBe(JSON.stringify(canonical))
      const before = buildSnapshot(made)
      const after = buildSnapshot(canonical)
      for (const packet of TINY_PACKETS.filter((_, i) => i % 97 === 0)) {
        expect(evaluate(after, packet, { now: 0 })).toEqual(evaluate(before, packet, { now: 0 }))
      }
    }),
    { numRuns: 100, seed: 3 },
  )
})

test('order that does say something stays, addresses become canonical, wrong ones stay to be reported', () => {
  const canonical = canonicalDocument(
    document({
      groups: [group('b', { addresses: ['FD00::1', 'oops', '10.0.0.1/32'] }), group('a', {})],
      policies: [
        policy('two', [rule('z'), rule('a')]),
        policy('one', [rule('b')]),
        policy('first', [], { category: 'emergency' }),
      ],
    }),
  )
  expect(canonical.groups.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(canonical.groups[1]?.members.addresses).toEqual(['10.0.0.1', 'fd00::1', 'oops'])
  expect(canonical.policies.map(({ id }) => id)).toEqual(['first', 'two', 'one'])
  expect(canonical.policies[1]?.rules.map(({ id }) => id)).toEqual(['z', 'a'])
})
