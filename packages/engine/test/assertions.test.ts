import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Assertion,
  buildSnapshot,
  checkAssertions,
  evaluate,
  type FlowgateDocument,
  type L4,
  type Packet,
} from '../src/index.ts'
import {
  ANY,
  addresses,
  document,
  group,
  groups,
  inventory,
  not,
  policy,
  rule,
  vnic,
  workload,
} from './support/documents.ts'
import { tinyDocument, unconditional } from './support/tiny-world.ts'

const assertion = (kind: Assertion['kind'], over: Partial<Assertion> = {}): Assertion => ({
  id: 'x',
  name: 'x',
  description: '',
  kind,
  sources: groups('a'),
  destinations: groups('b'),
  services: { services: [], entries: [] },
  severity: 'high',
  owner: '',
  ...over,
})
const web = {
  services: {
    services: [],
    entries: [{ protocol: 'tcp' as const, sourcePorts: [], destinationPorts: [[443, 443] as const] }],
  },
}
const made = (over: Partial<FlowgateDocument>): FlowgateDocument =>
  document({
    inventory: inventory({
      workloads: [
        workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
        workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
      ],
    }),
    groups: [group('a', { workloads: ['a'] }), group('b', { workloads: ['b'] }), group('none', {})],
    policies: [policy('p', [rule('r', { sources: groups('a'), destinations: groups('b'), ...web })])],
    ...over,
  })
const result = (...assertions: readonly Assertion[]) =>
  checkAssertions(buildSnapshot(made({ assertions })))[0]

describe('one assertion', () => {
  test.each<[string, Assertion]>([
    ['holds', assertion('must-allow', web)],
    ['fails', assertion('must-allow')],
    ['fails', assertion('must-deny')],
    ['fails', assertion('must-deny', web)],
    ['holds', assertion('must-deny', { sources: groups('b'), destinations: groups('a') })],
    ['holds', assertion('must-deny', { sources: not(groups('a')) })],
    ['vacuous no-source', assertion('must-deny', { sources: groups('none') })],
    ['vacuous no-destination', assertion('must-allow', { destinations: groups('none') })],
    [
      'vacuous no-vnic',
      assertion('must-deny', { sources: addresses('8.8.8.8'), destinations: addresses('8.8.4.4') }),
    ],
  ])('%s: %j', (expected, each) => {
    const got = result(each)
    expect([got?.result, got?.vacuous].filter((part) => part !== null).join(' ')).toBe(expected)
  })
  test('with its counterexample', () => {
    expect(result(assertion('must-deny'))?.regions).toEqual([
      {
        verdict: { action: 'allow', decidedAt: 'destination', policy: 'p', rule: 'r' },
        sources: ['10.0.0.1'],
        destinations: ['10.0.0.2'],
        services: [{ protocol: 'tcp', ports: [[443, 443]] }],
        conditions: [],
        counterexample: {
          source: '10.0.0.1',
          destination: '10.0.0.2',
          l4: { protocol: 'tcp', sourcePort: 0, destinationPort: 443 },
        },
      },
    ])
  })
  test('a condition may hold: what it allows is no denial, and no promise', () => {
    const policies = [policy('p', [rule('r', { sources: groups('a'), users: ['user:ann'] })])]
    const check = (kind: Assertion['kind']) =>
      checkAssertions(buildSnapshot(made({ policies, assertions: [assertion(kind)] })))[0]
    expect(check('must-deny')?.regions[0]?.conditions).toEqual([{ condition: 'user user:ann', holds: true }])
    expect(check('must-allow')?.regions[0]?.conditions).toEqual([
      { condition: 'user user:ann', holds: false },
    ])
  })
})

const SERVICES: readonly L4[] = [
  ...[22, 80, 81, 443, 9999].flatMap((destinationPort) =>
    [1000, 2000].flatMap((sourcePort) => [
      { protocol: 'tcp' as const, sourcePort, destinationPort },
      { protocol: 'udp' as const, sourcePort, destinationPort },
    ]),
  ),
  { protocol: 'icmp', type: 8, code: 0 },
  { protocol: 'ip', number: 47 },
]
const SPECS = ['10.0.0.1', '10.0.0.2', '10.0.0.4', 'fd00::1', 'fd00::2', '8.8.8.8']

test('an assertion about two addresses holds exactly if the reference never says otherwise', {
  timeout: 120_000,
}, () => {
  const pair = fc
    .tuple(fc.constantFrom(...SPECS), fc.constantFrom(...SPECS))
    .filter(([a, b]) => a.includes(':') === b.includes(':'))
  fc.assert(
    fc.property(
      tinyDocument.map(unconditional),
      pair,
      fc.constantFrom('must-allow', 'must-deny'),
      (doc, [source, destination], kind) => {
        const snapshot = buildSnapshot({
          ...doc,
          assertions: [assertion(kind, { sources: addresses(source), destinations: addresses(destination) })],
        })
        const [checked] = checkAssertions(snapshot)
        const packets = SERVICES.map((l4): Packet => ({ source, destination, l4 }))
        const wrong = packets.filter(
          (packet) => (evaluate(snapshot, packet, { now: 0 }).action === 'allow') !== (kind === 'must-allow'),
        )
        if (wrong.length > 0 && checked?.result !== 'vacuous') expect(checked?.result).toBe('fails')
        for (const { counterexample, verdict } of checked?.regions ?? []) {
          const { action } = evaluate(snapshot, counterexample, { now: 0 })
          expect(action).toBe(verdict.action)
          expect(action === 'allow').toBe(kind === 'must-deny')
        }
      },
    ),
    { numRuns: 400, seed: 61 },
  )
})

test('any to any speaks about everything with a vNIC at one end', () => {
  expect(result(assertion('must-allow', { sources: ANY, destinations: ANY }))?.result).toBe('fails')
})
