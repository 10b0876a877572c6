import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildSnapshot, connectivity, evaluate, type FlowgateDocument, type L4, lint } from '../src/index.ts'
import { document, group, groups, inventory, not, policy, rule, vnic, workload } from './support/documents.ts'
import { includes } from './support/includes.ts'
import { tinyDocument } from './support/tiny-world.ts'

const two = inventory({
  workloads: [
    workload('a', { vnics: [vnic('v', ['10.0.0.1'])] }),
    workload('b', { vnics: [vnic('v', ['10.0.0.2'])] }),
  ],
})
const web = {
  protocol: 'tcp',
  sourcePorts: [],
  destinationPorts: [
    [443, 443],
    [80, 80],
  ],
} as const
const ping = { protocol: 'icmp', type: 8, code: 0 } as const
const pairs = (over: Partial<FlowgateDocument>) => [
  ...connectivity(buildSnapshot(document({ inventory: two, ...over }))),
]
const members = { groups: [group('ga', { workloads: ['a'] }), group('gb', { workloads: ['b'] })] }
const aToB = { sources: groups('ga'), destinations: groups('gb') }

describe('the form of the answer', () => {
  test('all where nothing is excluded', () => {
    expect(pairs({ settings: { defaultAction: 'allow', logDefault: false } })).toEqual([
      { src: 'a', dst: 'b', connections: 'all' },
      { src: 'b', dst: 'a', connections: 'all' },
    ])
  })
  test('pairs with nothing allowed are left out', () => {
    expect(pairs({})).toEqual([])
  })
  test('ports merged and sorted, ICMP as type and code', () => {
    const rules = [rule('r', { ...aToB, services: { services: [], entries: [web, ping] } })]
    expect(pairs({ ...members, policies: [policy('p', rules)] })).toEqual([
      {
        src: 'a',
        dst: 'b',
        connections: [
          {
            protocol: 'tcp',
            ports: [
              [80, 80],
              [443, 443],
            ],
          },
          { protocol: 'icmp', types: [[8, 0]] },
        ],
      },
    ])
  })
  test('a whole protocol is written without ports, the rest around a denied one is exact', () => {
    const rules = [
      rule('r', { ...aToB, action: 'drop', services: { services: [], entries: [web] } }),
      rule('s', { ...aToB }),
    ]
    const [pair] = pairs({ ...members, policies: [policy('p', rules)] })
    expect(pair?.connections).toEqual([
      {
        protocol: 'tcp',
        ports: [
          [0, 79],
          [81, 442],
          [444, 65535],
        ],
      },
      { protocol: 'udp' },
      { protocol: 'sctp' },
      { protocol: 'icmp' },
      { protocol: 'icmpv6' },
      {
        protocol: 'ip',
        numbers: [
          [0, 0],
          [2, 5],
          [7, 16],
          [18, 57],
          [59, 131],
          [133, 255],
        ],
      },
    ])
  })
  test('a negated source lets everyone else in', () => {
    const rules = [rule('r', { sources: not(groups('ga')), services: { services: [], entries: [web] } })]
    expect(
      pairs({ ...members, policies: [policy('p', rules)] }).map(({ src, dst }) => `${src}>${dst}`),
    ).toEqual(['b>a'])
  })
})

const EDGES = [0, 22, 23, 79, 80, 81, 82, 443, 444, 65535]
const SERVICES: readonly L4[] = [
  ...EDGES.flatMap((destinationPort) =>
    [999, 1000, 1500, 1501].map((sourcePort) => ({ protocol: 'tcp' as const, sourcePort, destinationPort })),
  ),
  ...EDGES.map((destinationPort) => ({ protocol: 'udp' as const, sourcePort: 7, destinationPort })),
  { protocol: 'sctp', sourcePort: 1, destinationPort: 2 },
  ...[0, 1, 255].flatMap((code) => [7, 8, 9].map((type) => ({ protocol: 'icmp' as const, type, code }))),
  { protocol: 'icmpv6', type: 128, code: 0 },
  { protocol: 'icmpv6', type: 129, code: 0 },
  { protocol: 'ip', number: 47 },
  { protocol: 'ip', number: 46 },
]

test('the same as asking the reference about every pair, address and service', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(tinyDocument, fc.constantFrom(0, 40_000_000), (doc, now) => {
      const snapshot = buildSnapshot(doc)
      const answers = new Map(
        [...connectivity(snapshot, { now })].map(({ src, dst, connections }) => [
          `${src} ${dst}`,
          connections,
        ]),
      )
      const bearers = new Map<string, string>()
      for (const { id, vnics } of doc.inventory.workloads) {
        for (const address of vnics.flatMap(({ addresses }) => addresses))
          if (!bearers.has(address)) bearers.set(address, id)
      }
      const addressesOf = (id: string) =>
        [...bearers].flatMap(([address, bearer]) => (bearer === id ? [address] : []))
      for (const { id: src } of doc.inventory.workloads) {
        for (const { id: dst } of doc.inventory.workloads) {
          if (src === dst) continue
          for (const l4 of SERVICES) {
            const allowed = addressesOf(src).some((source) =>
              addressesOf(dst).some(
                (destination) =>
                  source.includes(':') === destination.includes(':') &&
                  evaluate(snapshot, { source, destination, l4 }, { now }).action === 'allow',
              ),
            )
            if (includes(answers.get(`${src} ${dst}`) ?? [], l4) !== allowed) {
              expect.fail(
                `${src} > ${dst} ${JSON.stringify(l4)}: reference says ${allowed}, got ${JSON.stringify(answers.get(`${src} ${dst}`))}`,
              )
            }
          }
        }
      }
    }),
    { numRuns: 400, seed: 7 },
  )
})

test('services that tell too many ports apart are refused, not looked at without end', () => {
  const ports = (from: number, step: number): [number, number][] =>
    Array.from({ length: 100 }, (_, i) => [from + i * step, from + i * step])
  const rules = Array.from({ length: 100 }, (_, i) =>
    rule(`r${i}`, {
      services: {
        services: [],
        entries: [
          { protocol: 'tcp', sourcePorts: ports(i * 2, 250), destinationPorts: ports(i * 2 + 1, 250) },
        ],
      },
    }),
  )
  const snapshot = buildSnapshot(document({ policies: [policy('p', rules)] }))
  expect(() => [...connectivity(snapshot)]).toThrow(/too many ports apart to be analysed: tcp/)
  expect(() => lint(snapshot)).toThrow(RangeError)
})
