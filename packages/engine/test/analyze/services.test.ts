import { describe, expect, test } from 'vitest'
import { commonConnections } from '../../src/analyze/connection-meet.ts'
import { type Connection, describeAtoms, mergeRanges } from '../../src/analyze/connections.ts'
import { regionSize } from '../../src/analyze/region-size.ts'
import { serviceAtoms } from '../../src/analyze/service-atoms.ts'
import type { L4, ServiceEntry } from '../../src/index.ts'
import { entryMatches } from '../../src/model/service.ts'
import { addBit, bitsOf, emptyBitset, hasBit } from '../../src/resolve/bitset.ts'
import { includes } from '../support/includes.ts'

type Ranges = readonly (readonly [number, number])[]
const ports = (
  protocol: 'tcp' | 'udp' | 'sctp',
  destinationPorts: Ranges,
  sourcePorts: Ranges = [],
): ServiceEntry => ({
  protocol,
  destinationPorts,
  sourcePorts,
})
const ENTRIES: readonly ServiceEntry[] = [
  ports('tcp', [[80, 80]]),
  ports('tcp', [
    [80, 90],
    [100, 65_535],
  ]),
  ports('tcp', [[0, 79]], [[1000, 2000]]),
  ports('tcp', [], [[0, 0]]),
  ports('tcp', []),
  ports('udp', [[53, 53]], [[53, 53]]),
  ports('sctp', []),
  { protocol: 'icmp', type: 8, code: null },
  { protocol: 'icmp', type: 8, code: 3 },
  { protocol: 'icmp', type: 255, code: 255 },
  { protocol: 'icmp', type: null, code: null },
  { protocol: 'icmpv6', type: 128, code: 0 },
  { protocol: 'ip', number: 47 },
  { protocol: 'ip', number: 0 },
  { protocol: 'ip', number: 255 },
  { protocol: 'ip', number: 6 },
  { protocol: 'ip', number: 58 },
]
/** On and beside every end of every entry. */
const PORTS = [0, 1, 52, 53, 54, 79, 80, 81, 90, 91, 99, 100, 65_534, 65_535]
const SOURCES = [0, 1, 52, 53, 54, 999, 1000, 2000, 2001, 65_535]
const PACKETS: readonly L4[] = [
  ...(['tcp', 'udp', 'sctp'] as const).flatMap((protocol) =>
    PORTS.flatMap((destinationPort) =>
      SOURCES.map((sourcePort): L4 => ({ protocol, sourcePort, destinationPort })),
    ),
  ),
  ...(['icmp', 'icmpv6'] as const).flatMap((protocol) =>
    [
      [0, 0],
      [7, 255],
      [8, 0],
      [8, 2],
      [8, 3],
      [8, 4],
      [8, 255],
      [9, 0],
      [128, 0],
      [128, 1],
      [255, 254],
      [255, 255],
    ].map(([type = 0, code = 0]): L4 => ({ protocol, type, code })),
  ),
  ...[0, 1, 2, 46, 47, 48, 254, 255].flatMap((number): L4[] =>
    [1, 6, 17, 58, 132].includes(number) ? [] : [{ protocol: 'ip', number }],
  ),
]

describe('pieces of the service space', () => {
  const atoms = serviceAtoms([ENTRIES.slice(0, 5), ENTRIES.slice(5)])
  const pieces = Array.from({ length: atoms.size }, (_, piece) => piece)

  test('a piece is matched by an entry as its packet is', () => {
    for (const entry of ENTRIES) {
      const selected = atoms.select([entry])
      expect(
        pieces.filter((piece) => hasBit(selected, piece)),
        JSON.stringify(entry),
      ).toEqual(pieces.filter((piece) => entryMatches(entry, atoms.sample(piece), false)))
    }
  })
  test('several entries together, none, and any', () => {
    const [a, b] = [ports('tcp', [[80, 80]]), ENTRIES[12] as ServiceEntry]
    expect(bitsOf(atoms.select([a, b]))).toEqual([...bitsOf(atoms.select([a])), ...bitsOf(atoms.select([b]))])
    expect(bitsOf(atoms.select([]))).toEqual([])
    expect(bitsOf(atoms.select(null))).toEqual(pieces)
    // What no entry was cut for is in no piece of its own.
    expect(bitsOf(atoms.select([{ protocol: 'ip', number: 99 }]))).toEqual([])
    expect(atoms.select([a])).toBe(atoms.select([a]))
  })
  test('each packet is in one piece, and described as what it is', () => {
    const everything = pieces.map((piece) => {
      const one = emptyBitset(atoms.size)
      addBit(one, piece)
      return describeAtoms(atoms, one)
    })
    const inPieces = (packet: L4) => everything.filter((each) => includes(each, packet)).length
    expect(PACKETS.filter((packet) => inPieces(packet) !== 1)).toEqual([])
  })
  test('any set of pieces is described as the packets in it', () => {
    const samples = pieces.map((piece) => atoms.sample(piece))
    for (const step of [1, 2, 3, 5, 7]) {
      const set = emptyBitset(atoms.size)
      for (const piece of pieces) if (piece % step === 0) addBit(set, piece)
      const told = describeAtoms(atoms, set)
      expect(pieces.filter((piece) => includes(told, samples[piece] as L4))).toEqual(bitsOf(set))
    }
    expect(describeAtoms(atoms, atoms.select(null))).toBe('all')
    expect(describeAtoms(atoms, emptyBitset(atoms.size))).toEqual([])
  })
  test.each<[readonly ServiceEntry[], readonly Connection[]]>([
    [[ports('tcp', [])], [{ protocol: 'tcp' }]],
    [[ports('tcp', [[80, 90]])], [{ protocol: 'tcp', ports: [[80, 90]] }]],
    [[ports('tcp', [], [[0, 0]])], [{ protocol: 'tcp', sourcePorts: [[0, 0]] }]],
    [
      [ports('tcp', [[0, 79]], [[1000, 2000]])],
      [{ protocol: 'tcp', sourcePorts: [[1000, 2000]], ports: [[0, 79]] }],
    ],
    [[{ protocol: 'icmp', type: null, code: null }], [{ protocol: 'icmp' }]],
    [[{ protocol: 'icmp', type: 8, code: null }], [{ protocol: 'icmp', types: [[8, null]] }]],
    [[{ protocol: 'icmp', type: 8, code: 3 }], [{ protocol: 'icmp', types: [[8, 3]] }]],
    [
      [
        { protocol: 'ip', number: 255 },
        { protocol: 'ip', number: 47 },
        { protocol: 'ip', number: 0 },
      ],
      [
        {
          protocol: 'ip',
          numbers: [
            [0, 0],
            [47, 47],
            [255, 255],
          ],
        },
      ],
    ],
  ])('%j is told as %j', (entries, wanted) => {
    expect(describeAtoms(atoms, atoms.select(entries))).toEqual(wanted)
  })
  test('there is no piece before the first or after the last', () => {
    expect(() => atoms.sample(atoms.size)).toThrow('no piece')
    expect(() => atoms.sample(-1)).toThrow('no piece')
  })
  test('without entries there is one piece for each protocol with fields, and one for the rest', () => {
    const few = serviceAtoms([])
    expect(Array.from({ length: few.size }, (_, piece) => few.sample(piece).protocol)).toEqual([
      'tcp',
      'udp',
      'sctp',
      'icmp',
      'icmpv6',
      'ip',
    ])
  })
})

test('adjacent ranges are joined, others are not', () => {
  expect(
    mergeRanges([
      [0, 1],
      [2, 2],
      [4, 5],
      [6, 9],
    ]),
  ).toEqual([
    [0, 2],
    [4, 9],
  ])
  expect(mergeRanges([])).toEqual([])
})

describe('what two lists of services have in common', () => {
  const ONE: readonly Connection[] = [
    { protocol: 'tcp' },
    { protocol: 'tcp', ports: [[80, 90]] },
    { protocol: 'tcp', ports: [[90, 100]], sourcePorts: [[0, 1000]] },
    { protocol: 'tcp', sourcePorts: [[1001, 65_535]] },
    { protocol: 'udp', ports: [[53, 53]] },
    { protocol: 'sctp' },
    { protocol: 'icmp' },
    { protocol: 'icmp', types: [[8, null]] },
    {
      protocol: 'icmp',
      types: [
        [8, 3],
        [7, 255],
      ],
    },
    { protocol: 'icmpv6', types: [[128, 0]] },
    { protocol: 'ip', numbers: [[0, 47]] },
    { protocol: 'ip', numbers: [[47, 255]] },
    { protocol: 'ip', numbers: [[2, 2]] },
  ]
  test('a packet is in it exactly if it is in both', () => {
    for (const a of ONE) {
      for (const b of ONE) {
        const both = commonConnections([a], [b])
        const wanted = PACKETS.filter((packet) => includes([a], packet) && includes([b], packet))
        const got = PACKETS.filter((packet) => includes(both, packet))
        expect(got, `${JSON.stringify(a)} ${JSON.stringify(b)}`).toEqual(wanted)
        // Empty lists of ranges would read as no restriction.
        if (wanted.length === 0) expect(both).toEqual([])
      }
    }
  })
  test('all with a list is the list; lists meet each with each', () => {
    expect(commonConnections('all', 'all')).toBe('all')
    expect(commonConnections('all', ONE)).toBe(ONE)
    expect(commonConnections(ONE, 'all')).toBe(ONE)
    expect(commonConnections(ONE.slice(0, 2), ONE.slice(1, 2))).toEqual([ONE[1], ONE[1]])
    expect(commonConnections([], ONE)).toEqual([])
  })
})

describe('the size of a region', () => {
  const size = (
    services: 'all' | readonly Connection[],
    sources = ['10.0.0.0/30'],
    destinations = ['10.0.0.1'],
  ) => regionSize({ sources, destinations, services })
  test.each<[bigint, 'all' | readonly Connection[]]>([
    [4n * (5n * 65_536n + 251n), 'all'],
    [0n, []],
    [4n * 65_536n, [{ protocol: 'tcp' }]],
    [4n * 11n, [{ protocol: 'udp', ports: [[80, 90]] }]],
    [
      4n * 3n,
      [
        {
          protocol: 'sctp',
          ports: [
            [0, 1],
            [9, 9],
          ],
        },
      ],
    ],
    [4n * 65_536n, [{ protocol: 'tcp', sourcePorts: [[1, 1]] }]],
    [4n * 65_536n, [{ protocol: 'icmp' }]],
    [
      4n * 257n,
      [
        {
          protocol: 'icmpv6',
          types: [
            [1, null],
            [2, 3],
          ],
        },
      ],
    ],
    [
      4n * 3n,
      [
        {
          protocol: 'ip',
          numbers: [
            [0, 1],
            [47, 47],
          ],
        },
      ],
    ],
    [
      4n * 2n,
      [
        { protocol: 'tcp', ports: [[1, 1]] },
        { protocol: 'udp', ports: [[1, 1]] },
      ],
    ],
  ])('%d: %j', (wanted, services) => {
    expect(size(services)).toBe(wanted)
  })
  test('addresses: networks, ranges and single ones, on both sides', () => {
    const one: readonly Connection[] = [{ protocol: 'tcp', ports: [[1, 1]] }]
    expect(size(one, ['10.0.0.1', '10.0.0.8-10.0.0.10'], ['fd00::/126', 'fd00::9'])).toBe(4n * 5n)
    expect(size(one, [])).toBe(0n)
    expect(size(one, ['::/0'], ['10.0.0.1'])).toBe(2n ** 128n)
  })
})
