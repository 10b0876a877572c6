import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { liveness } from '../src/analyze/liveness.ts'
import { shadowOf } from '../src/analyze/shadow.ts'
import {
  buildSnapshot,
  evaluate,
  type FlowgateDocument,
  type L4,
  type LintCode,
  lint,
  type Packet,
  type PolicySet,
  type Rule,
} from '../src/index.ts'
import {
  addresses,
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  service,
  vnic,
  workload,
} from './support/documents.ts'
import { TINY_PACKETS, tinyDocument, unconditional } from './support/tiny-world.ts'

/** Findings that have tests of their own. */
const BESIDES: ReadonlySet<LintCode> = new Set<LintCode>([
  'group-unused',
  'service-unused',
  'rule-partly-shadowed',
  'rule-contradicted',
  'rule-mergeable',
  'rule-over-wide',
  'groups-overlap',
  'groups-equal',
  'group-everything',
])
const found = (over: Partial<FlowgateDocument>) =>
  lint(
    buildSnapshot(
      document({
        inventory: inventory({
          workloads: [
            workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
            workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
          ],
        }),
        groups: [
          group('a', { workloads: ['a'] }),
          group('b', { workloads: ['b'] }),
          group('both', { groups: ['a', 'b'] }),
          group('none', {}),
        ],
        services: [service('nothing', [])],
        ...over,
      }),
    ),
  ).filter(({ code }) => !BESIDES.has(code))
const inOrder = (...rules: readonly Rule[]) =>
  found({ policies: [policy('p', rules)] }).map(({ code, object, related }) =>
    [code, object.id, ...related.map(({ id }) => id)].join(' '),
  )
const tcp = (...destinationPorts: [number, number][]) => ({
  services: { services: [], entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts }] },
})
const aToB = { sources: groups('a'), destinations: groups('b') }

describe('dead rules, each with its reason', () => {
  test.each<[string[], Rule[]]>([
    [[], [rule('r', { ...aToB, ...tcp([80, 80]) })]],
    [
      ['rule-shadowed dead wide'],
      [rule('wide', { sources: groups('both'), action: 'drop' }), rule('dead', aToB)],
    ],
    [
      ['rule-shadowed dead low high'],
      [
        rule('low', { ...aToB, ...tcp([0, 80]) }),
        rule('high', { ...aToB, ...tcp([81, 65535]) }),
        rule('dead', { ...aToB, ...tcp([80, 90]), action: 'drop' }),
      ],
    ],
    [
      ['rule-shadowed dead deny'],
      [
        rule('deny', { ...aToB, ...tcp([0, 80]), action: 'drop' }),
        rule('dead', { ...aToB, ...tcp([80, 80]) }),
      ],
    ],
    [[], [rule('narrow', { ...aToB, ...tcp([80, 80]), action: 'drop' }), rule('partly', aToB)]],
    [['rule-without-source r'], [rule('r', { sources: groups('none') })]],
    [['rule-without-destination r'], [rule('r', { destinations: groups('none') })]],
    [['rule-without-service r'], [rule('r', { services: { services: ['nothing'], entries: [] } })]],
    [['rule-applied-nowhere r'], [rule('r', { appliedTo: ['none'] })]],
    [['rule-meets-nothing r'], [rule('r', { sources: addresses('8.8.8.8'), direction: 'out' })]],
    [['rule-without-source r'], [rule('r', { sources: not(addresses('0.0.0.0/0', '::/0')) })]],
    [[], [rule('maybe', { ...aToB, users: ['user:ann'], action: 'drop' }), rule('r', aToB)]],
    [
      ['rule-shadowed second first'],
      [
        rule('first', { ...aToB, users: ['user:ann'], action: 'drop' }),
        rule('second', { ...aToB, users: ['user:ann'], ...tcp([1, 2]) }),
      ],
    ],
  ])('%j', (expected, rules) => {
    expect(
      inOrder(...rules).filter(
        (line) => !line.startsWith('group-empty') && !line.startsWith('service-empty'),
      ),
    ).toEqual(expected)
  })
})

test('redundant, too wide, empty', () => {
  expect(
    inOrder(rule('deny-like-default', { ...aToB, action: 'drop' }), rule('x', { sources: groups('b') })),
  ).toContain('rule-redundant deny-like-default')
  expect(inOrder(rule('all'))).toEqual(['rule-allows-everything all'])
  expect(inOrder(rule('r', { sources: groups('none') }))).toContain('group-empty none')
})

test('the message names who is in the way', () => {
  const [first] = found({
    policies: [
      policy('p', [
        rule('wide', { name: 'block all', action: 'reject' }),
        rule('dead', { name: 'web', ...aToB }),
      ]),
    ],
  })
  expect(first?.message).toBe(
    'the rule `web` never decides: everything it could match is decided before it by `block all`',
  )
})

/** Packets of every piece of the tiny world: all address classes, all services. */
const EXTRA: readonly L4[] = [
  { protocol: 'sctp', sourcePort: 1, destinationPort: 1 },
  { protocol: 'ip', number: 46 },
  { protocol: 'udp', sourcePort: 2000, destinationPort: 9999 },
  { protocol: 'udp', sourcePort: 1000, destinationPort: 9999 },
  { protocol: 'tcp', sourcePort: 1000, destinationPort: 9999 },
  { protocol: 'tcp', sourcePort: 2000, destinationPort: 9999 },
  ...[22, 80, 81, 443].flatMap((destinationPort) =>
    [1000, 2000].map((sourcePort) => ({ protocol: 'udp' as const, sourcePort, destinationPort })),
  ),
  { protocol: 'icmpv6', type: 1, code: 0 },
  { protocol: 'icmp', type: 255, code: 255 },
]
const BASIC: readonly L4[] = [
  ...new Map(
    TINY_PACKETS.filter(({ fragment }) => fragment !== true).map(({ l4 }) => [JSON.stringify(l4), l4]),
  ).values(),
  ...EXTRA,
]
const families = [
  ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '8.8.8.8'],
  ['fd00::1', 'fd00::2', 'fd00::3', 'fd00::9'],
]
const PLAIN: readonly Packet[] = families.flatMap((family) =>
  family.flatMap((source) =>
    family.flatMap((destination) => BASIC.map((l4) => ({ source, destination, l4 }))),
  ),
)

const matchedRules = (made: FlowgateDocument, packets: readonly Packet[]): ReadonlySet<string> => {
  const snapshot = buildSnapshot(made)
  const matched = new Set<string>()
  for (const packet of packets) {
    for (const { trail } of evaluate(snapshot, packet, { now: 0 }).evaluations) {
      for (const step of trail)
        if (step.kind === 'rule' && step.result !== 'not-matched') matched.add(step.rule)
    }
  }
  return matched
}

const deadRules = (made: FlowgateDocument): readonly string[] => {
  const snapshot = buildSnapshot(made)
  return [...liveness(snapshot).dead.keys()].map((number) => snapshot.rules[number]?.id ?? '')
}

test('dead = never matched by any packet, where no condition is involved', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (made) => {
      const matched = matchedRules(made, PLAIN)
      const enabled = made.policies.flatMap((each) =>
        each.enabled ? each.rules.filter((one) => one.enabled) : [],
      )
      expect(deadRules(made).toSorted()).toEqual(
        enabled
          .map(({ id }) => id)
          .filter((id) => !matched.has(id))
          .toSorted(),
      )
    }),
    { numRuns: 300, seed: 21 },
  )
})

test('no rule that some packet matches is called dead, whatever the conditions', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument, (made) => {
      const matched = matchedRules(
        made,
        TINY_PACKETS.filter(({ context }) => context?.user !== undefined),
      )
      expect(deadRules(made).filter((id) => matched.has(id))).toEqual([])
    }),
    { numRuns: 150, seed: 22 },
  )
})

const withoutRule = (set: FlowgateDocument, gone: string): FlowgateDocument => ({
  ...set,
  policies: set.policies.map((each) => ({ ...each, rules: each.rules.filter(({ id }) => id !== gone) })),
})

test('without a dead or redundant rule every packet fares the same', { timeout: 120_000 }, () => {
  let tried = 0
  fc.assert(
    fc.property(tinyDocument, (made) => {
      const snapshot = buildSnapshot(made)
      const { dead, redundant } = liveness(snapshot)
      for (const number of [...dead.keys(), ...redundant]) {
        const without = buildSnapshot(withoutRule(made, snapshot.rules[number]?.id ?? ''))
        tried += 1
        for (const packet of [
          ...TINY_PACKETS.filter((_, i) => i % 7 === 0),
          ...PLAIN.filter((_, i) => i % 5 === 0),
        ]) {
          const before = evaluate(snapshot, packet, { now: 0 })
          const after = evaluate(without, packet, { now: 0 })
          if (
            before.action !== after.action &&
            before.evaluations.every(({ why }) => why !== 'unknown-condition')
          ) {
            expect.fail(
              `${snapshot.rules[number]?.id}: ${JSON.stringify(packet)} ${before.action} > ${after.action}`,
            )
          }
        }
      }
    }),
    { numRuns: 150, seed: 23 },
  )
  expect(tried).toBeGreaterThan(50)
})

test('blockers are earlier, and enough: with them and the dead rule alone it is still dead', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(tinyDocument.map(unconditional), (made) => {
      const snapshot = buildSnapshot(made)
      const live = liveness(snapshot)
      for (const [number, single] of live.dead) {
        const shadow = shadowOf(live, number)
        const blockers = shadow?.cover.sets ?? []
        if (single !== null) expect(blockers).toHaveLength(1)
        const kept = new Set([number, ...blockers].map((each) => snapshot.rules[each]?.id ?? ''))
        const only: PolicySet = {
          ...made,
          policies: made.policies.map((each) => ({
            ...each,
            rules: each.rules.filter(({ id }) => kept.has(id)),
          })),
        }
        expect(blockers.every((each) => each < number)).toBe(true)
        expect(deadRules({ ...made, ...only })).toContain(snapshot.rules[number]?.id)
      }
    }),
    { numRuns: 200, seed: 24 },
  )
})
