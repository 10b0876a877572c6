import { describe, expect, test } from 'vitest'
import { liveness } from '../../src/analyze/liveness.ts'
import {
  buildSnapshot,
  checkAssertions,
  compareSnapshots,
  differenceCertificate,
  evaluate,
  type Packet,
  type Rule,
  verifyCertificate,
} from '../../src/index.ts'
import {
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  vnic,
  workload,
} from '../support/documents.ts'

/* Groups that hold addresses and a user: one may hold a sender by the address, the other by nothing but the user. */

const made = (...rules: readonly Rule[]) =>
  document({
    inventory: inventory({
      workloads: ['a', 'b', 'c'].map((id, i) => workload(id, { vnics: [vnic('v', [`10.0.0.${i + 1}`])] })),
    }),
    groups: [
      group('a-or-ann', { workloads: ['a'], identities: ['user:ann'] }),
      group('b-or-ann', { workloads: ['b'], identities: ['user:ann'] }),
      group('ann', { identities: ['user:ann'] }),
    ],
    policies: [policy('p', rules)],
  })
const from = (source: string, user: string | null): Packet => ({
  source,
  destination: '10.0.0.3',
  l4: { protocol: 'tcp', sourcePort: 1, destinationPort: 443 },
  context: { user },
})
const deciding = (rules: readonly Rule[], packet: Packet) =>
  evaluate(buildSnapshot(made(...rules)), packet, { now: 0 }).evaluations[0]?.rule

describe('two groups that share a user and no address', () => {
  test.each<[string, Rule[], Packet]>([
    [
      'named',
      [
        rule('first', { sources: groups('a-or-ann'), action: 'drop' }),
        rule('second', { sources: groups('b-or-ann') }),
      ],
      from('10.0.0.2', null),
    ],
    [
      'negated',
      [
        rule('first', { sources: not(groups('a-or-ann')), action: 'drop' }),
        rule('second', { sources: not(groups('b-or-ann')) }),
      ],
      from('10.0.0.1', null),
    ],
    [
      'the user alone first',
      [
        rule('first', { sources: groups('ann'), action: 'drop' }),
        rule('second', { sources: groups('b-or-ann') }),
      ],
      from('10.0.0.2', null),
    ],
  ])('%s: the later rule decides about some packet, and so is not dead', (_, rules, packet) => {
    expect(deciding(rules, packet)).toBe('second')
    expect([...liveness(buildSnapshot(made(...rules))).dead.keys()]).toEqual([])
  })
  test('what a later rule would allow is no denial', () => {
    const rules = [
      rule('first', { sources: groups('a-or-ann'), action: 'drop' }),
      rule('second', { sources: groups('b-or-ann') }),
    ]
    const asserted = {
      ...made(...rules),
      assertions: [
        {
          id: 'x',
          name: 'x',
          description: '',
          kind: 'must-deny' as const,
          sources: { groups: [], addresses: ['10.0.0.2'], negated: false },
          destinations: { groups: [], addresses: ['10.0.0.3'], negated: false },
          services: { services: [], entries: [] },
          severity: 'high' as const,
          owner: '',
        },
      ],
    }
    expect(checkAssertions(buildSnapshot(asserted))[0]?.result).toBe('fails')
  })
  test('a change of the later rule is a difference', () => {
    const first = rule('first', { sources: groups('a-or-ann'), action: 'drop' })
    const second = rule('second', { sources: groups('b-or-ann') })
    const before = buildSnapshot(made(first, second))
    const after = buildSnapshot(made(first, { ...second, action: 'reject' }))
    const differences = compareSnapshots(before, after)
    expect(differences.map(({ kind, conditions }) => ({ kind, conditions }))).toContainEqual({
      kind: 'newly-denied',
      conditions: [{ condition: 'identity user:ann', holds: false }],
    })
    const certificate = differenceCertificate({ before: 'a', after: 'b' }, differences)
    expect(verifyCertificate(certificate, before, after).errors).toEqual([])
    const [, ...fewer] = certificate.regions
    expect(verifyCertificate({ ...certificate, regions: fewer }, before, after).errors).not.toEqual([])
  })
})
