import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildSnapshot, evaluate, explainMembership, explainRule, parseAddress } from '../src/index.ts'
import { document, group, groups, inventory, policy, rule, vnic, workload } from './support/documents.ts'
import { TINY_PACKETS, tinyDocument } from './support/tiny-world.ts'

const tier = (value: string) =>
  ({ field: 'tag', scope: 'tier', operator: 'equals', values: [value] }) as const
const snapshot = buildSnapshot(
  document({
    inventory: inventory({
      workloads: [
        workload('web', { tags: [{ scope: 'tier', value: 'web' }], vnics: [vnic('v', ['10.0.0.1'])] }),
        workload('db', { tags: [{ scope: 'tier', value: 'dbs' }], vnics: [vnic('v', ['10.0.0.2'])] }),
      ],
    }),
    groups: [
      group('shop', { groups: ['web', 'db'] }),
      group('web', {}, { criteria: tier('web') }),
      group('db', {}, { criteria: { all: [tier('db'), { not: tier('dbs') }] } }),
    ],
    policies: [
      policy('p', [rule('r', { sources: groups('web'), destinations: groups('db'), appliedTo: ['shop'] })]),
    ],
  }),
)
const address = (text: string) => {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

describe('membership, down to the tag', () => {
  test('what makes it', () => {
    expect(explainMembership(snapshot, 'shop', address('10.0.0.1'))).toEqual({
      group: 'shop',
      belongs: true,
      byAddress: false,
      reasons: [
        {
          kind: 'criterion',
          criterion: tier('web'),
          value: 'tier:web',
          negated: false,
          through: ['web'],
          workload: 'web',
        },
      ],
      missing: [],
    })
  })
  test('what breaks it', () => {
    expect(explainMembership(snapshot, 'db', address('10.0.0.2'))).toMatchObject({
      belongs: false,
      missing: [
        {
          group: 'db',
          leaves: [{ criterion: tier('db'), negated: true }],
        },
      ],
    })
  })
  test('an address that nobody bears', () => {
    expect(explainMembership(snapshot, 'db', address('8.8.8.8'))).toMatchObject({
      belongs: false,
      reasons: [],
      missing: [],
    })
  })
})

test('every field of a rule, not only the first that fails', () => {
  const packet = {
    source: '10.0.0.1',
    destination: '10.0.0.2',
    l4: { protocol: 'tcp', sourcePort: 1, destinationPort: 80 },
  } as const
  const { matched, fields, workload: bearer } = explainRule(snapshot, packet, 'source', 'r', { now: 0 })
  expect([matched, bearer]).toEqual([false, 'web'])
  expect(
    fields.filter(({ holds }) => holds !== true).map(({ field, wanted, got }) => [field, wanted, got]),
  ).toEqual([['destination', 'one of `db`', '`10.0.0.2`']])
  expect(fields.find(({ field }) => field === 'service')).toMatchObject({
    wanted: 'any',
    got: 'tcp port 80 from 1',
  })
  expect(() => explainRule(snapshot, packet, 'source', 'gone', { now: 0 })).toThrow('there is no rule `gone`')
})

test('the first field that fails is the one in the trail, and membership is what the reference says', {
  timeout: 60_000,
}, () => {
  const packets = TINY_PACKETS.filter((_, i) => i % 61 === 0)
  fc.assert(
    fc.property(tinyDocument, (made) => {
      const world = buildSnapshot(made)
      for (const packet of packets) {
        for (const { point, trail } of evaluate(world, packet, { now: 0 }).evaluations) {
          for (const step of trail) {
            if (step.kind !== 'rule') continue
            const { fields, matched } = explainRule(world, packet, point, step.rule, { now: 0 })
            expect(fields.find(({ holds }) => holds === false)?.field ?? null).toBe(step.mismatch)
            expect(matched).toBe(step.result === 'matched')
            for (const { belongs, reasons, byAddress } of fields.flatMap(({ field, groups: each }) =>
              field === 'applied-to' ? [] : each,
            )) {
              expect(belongs).toBe(reasons.length > 0 || byAddress)
            }
          }
        }
      }
    }),
    { numRuns: 60, seed: 41 },
  )
})
