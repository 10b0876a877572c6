import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createFilterClassifier } from '../src/match/filters/classify.ts'
import { compileFilters } from '../src/match/filters/compile.ts'
import type { Filter, Span } from '../src/match/filters/filter.ts'
import type { FilterTables } from '../src/match/filters/pack.ts'
import type { PacketColumns } from '../src/match/filters/packet-columns.ts'

const FIELDS = ['source', 'destination', 'sourcePorts', 'destinationPorts', 'protocols'] as const
type Packet = readonly [number, number, number, number, number]

/** The definition: the first whose five spans hold the packet. */
const scan = (filters: readonly Filter[], packet: Packet): number =>
  filters.findIndex((filter) =>
    FIELDS.every((field, i) => filter[field][0] <= (packet[i] ?? 0) && (packet[i] ?? 0) <= filter[field][1]),
  )

const tablesOf = (filters: readonly Filter[]): FilterTables => {
  const tables = compileFilters(filters)
  if (tables === null) throw new Error('too large')
  return tables
}
const column = (packets: readonly Packet[], field: number) => packets.map((packet) => packet[field] ?? 0)
const columnsOf = (packets: readonly Packet[]): PacketColumns => ({
  source: Int32Array.from(column(packets, 0)),
  destination: Int32Array.from(column(packets, 1)),
  sourcePort: Uint16Array.from(column(packets, 2)),
  destinationPort: Uint16Array.from(column(packets, 3)),
  protocol: Uint8Array.from(column(packets, 4)),
})

/** Both ways to read the tables, each packet by packet and all at once, in arrays of its own and of others. */
const answers = (filters: readonly Filter[], packets: readonly Packet[]): readonly (readonly number[])[] => {
  const tables = tablesOf(filters)
  return [false, true].flatMap((javascript) => {
    const { classify, classifyAll, block, runs } = createFilterClassifier(tables, {
      capacity: packets.length,
      javascript,
    })
    expect(runs).toBe(javascript ? 'javascript' : 'webassembly')
    const columns = columnsOf(packets)
    const into = new Int32Array(packets.length)
    classifyAll(columns, packets.length, into)
    for (const name of ['source', 'destination', 'sourcePort', 'destinationPort', 'protocol'] as const)
      block.packets[name].set(columns[name])
    classifyAll(block.packets, packets.length, block.into)
    return [packets.map((packet) => classify(...packet)), [...into], [...block.into]]
  })
}
const expectAsScan = (filters: readonly Filter[], packets: readonly Packet[]): void => {
  const expected = packets.map((packet) => scan(filters, packet))
  for (const each of answers(filters, packets)) expect(each).toEqual(expected)
}

/** Ends of spans lie where tables have their seams: pages, words, bytes, halves of addresses. */
const near = (places: readonly number[], largest: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.constantFrom(...places), fc.integer({ min: -2, max: 2 }))
    .map(([place, by]) => Math.min(largest, Math.max(0, place + by)))
const span = (places: readonly number[], largest: number): fc.Arbitrary<Span> =>
  fc.tuple(near(places, largest), near(places, largest)).map(([a, b]): Span => (a < b ? [a, b] : [b, a]))
const ANY_ADDRESS: Span = [0, 2 ** 32 - 1]
const WHOLE: Filter = {
  source: ANY_ADDRESS,
  destination: ANY_ADDRESS,
  sourcePorts: [0, 65_535],
  destinationPorts: [0, 65_535],
  protocols: [0, 255],
}
const seams = [0, 2 ** 8, 2 ** 16, 0x0a000000, 0x0a00ffff, 0x0a010100, 2 ** 29, 2 ** 31, 2 ** 32 - 1]
const address = fc.oneof(
  fc.constant(ANY_ADDRESS),
  fc.constantFrom<Span>([2 ** 31, 2 ** 32 - 1], [0, 2 ** 31 - 1], [2 ** 30, 2 ** 31 - 1]),
  span(seams, 2 ** 32 - 1),
)
const ports = fc.oneof(fc.constant<Span>([0, 65_535]), span([0, 80, 255, 256, 1024, 65_535], 65_535))
const filter: fc.Arbitrary<Filter> = fc.record({
  source: address,
  destination: address,
  sourcePorts: ports,
  destinationPorts: ports,
  protocols: fc.constantFrom<Span>([0, 255], [6, 6], [17, 17], [1, 1]),
})

/** Packets at and around the ends of the filters' own spans, where a slip shows. */
const packetsFor = (filters: readonly Filter[], next: () => number, count = 200): readonly Packet[] => {
  const some = <T>(items: readonly T[]): T | undefined => items[Math.floor(next() * items.length)]
  const value = (field: (typeof FIELDS)[number], largest: number): number => {
    const end = some(some(filters)?.[field] ?? [0]) ?? 0
    return Math.min(largest, Math.max(0, end + Math.floor(next() * 3) - 1))
  }
  return Array.from({ length: count }, () => [
    value('source', 2 ** 32 - 1),
    value('destination', 2 ** 32 - 1),
    value('sourcePorts', 65_535),
    value('destinationPorts', 65_535),
    value('protocols', 255),
  ])
}

const generator = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('filters', () => {
  it('answers as a scan does, on and around every end of every span', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 60 }), fc.integer(), (filters, seed) => {
        expectAsScan(filters, packetsFor(filters, generator(seed)))
      }),
      { numRuns: 300, seed: 20_261_123 },
    )
  })

  it('answers a batch longer than what is copied at a time, and writes no further', () => {
    const filters = fc.sample(filter, { numRuns: 80, seed: 5 })
    const packets = packetsFor(filters, generator(7), 1_001)
    expectAsScan(filters, packets)
    const { classifyAll, block } = createFilterClassifier(tablesOf(filters), { capacity: 10 })
    const into = new Int32Array(packets.length + 1).fill(-7)
    classifyAll(columnsOf(packets), packets.length, into)
    expect(into.at(-1)).toBe(-7)
    expect(() => classifyAll(block.packets, 11, block.into)).toThrow('count is 11')
    expect(() => classifyAll(columnsOf(packets), packets.length, block.into)).toThrow(RangeError)
  })

  it('takes lists longer than a mask has bits, from each of the parts, and some far longer', () => {
    const [one, other]: readonly [Span, Span] = [
      [0x0a000001, 0x0a000001],
      [0x0a000002, 0x0a000002],
    ]
    for (const length of [7, 8, 14, 15, 28, 29, 3_000]) {
      const parts: readonly (readonly [Span, Span])[] = [
        [one, other],
        [one, ANY_ADDRESS],
        [ANY_ADDRESS, other],
        [ANY_ADDRESS, ANY_ADDRESS],
      ]
      const filters = parts.flatMap(([source, destination], part) =>
        Array.from(
          { length },
          (_, i): Filter => ({
            source,
            destination,
            sourcePorts: [part, 65_535],
            destinationPorts: [i * 5 + part, i * 5 + part],
            protocols: [6, 6],
          }),
        ),
      )
      const last = length * 5 - 5
      const ports = [0, 1, 2, 3, 4, 5, 30, 31, 32, 33, last, last + 1, last + 2, last + 3]
      const packets = ports.flatMap((port): readonly Packet[] => [
        [one[0], other[0], 2, port, 6],
        [one[0], 7, 3, port, 6],
        [7, other[0], 3, port, 6],
        [7, 7, 3, port, 6],
        [7, 7, 2, port, 17],
      ])
      expectAsScan(filters, packets)
    }
  })

  it('takes halves of the address space that are cut into few pieces, into many, and into thousands', () => {
    for (const count of [1, 3, 4, 7, 31, 33, 300, 5_000]) {
      const filters = Array.from({ length: count }, (_, i): Filter => {
        const host = 0x0a0a0000 + i * 3
        return { ...WHOLE, source: [host, host], destination: [host + 1, host + 2], protocols: [i % 3, 6] }
      })
      expectAsScan([...filters, { ...WHOLE, protocols: [1, 1] }], packetsFor(filters, generator(count)))
    }
  })

  it('takes so many addresses that entries need more than 16 bits', { timeout: 300_000 }, () => {
    const filters = Array.from({ length: 30_000 }, (_, i): Filter => {
      const host = Math.imul(i, 0x9e3779b1) >>> 0
      return { ...WHOLE, source: [host, host] }
    })
    expect(tablesOf(filters).shape.entryBytes).toBe(4)
    expect(tablesOf(filters.slice(0, 100)).shape.entryBytes).toBe(2)
    expectAsScan(filters, packetsFor(filters, generator(3)))
  })

  it('answers in JavaScript where WebAssembly is missing or refused', () => {
    const filters = fc.sample(filter, { numRuns: 40, seed: 9 })
    const packets = packetsFor(filters, generator(1))
    const tables = tablesOf(filters)
    const refuses = {
      Module: class {
        constructor() {
          throw new Error('refused by a content security policy')
        }
      },
    }
    for (const api of [undefined, refuses]) {
      vi.stubGlobal('WebAssembly', api)
      const { classify, runs } = createFilterClassifier(tables)
      expect(runs).toBe('javascript')
      for (const packet of packets) expect(classify(...packet)).toBe(scan(filters, packet))
      vi.unstubAllGlobals()
    }
  })

  it('gives up in bounded time and memory where filters cross everywhere', () => {
    const grid = Array.from(
      { length: 3_000 },
      (_, i): Filter => ({
        source: [1 + i, 2 ** 31 + i],
        destination: [1 + i, 2 ** 31 + i],
        sourcePorts: [i, 40_000 + i],
        destinationPorts: [i, 40_000 + i],
        protocols: [i % 250, (i % 250) + 5],
      }),
    )
    expect(compileFilters(grid)).toBeNull()
  })

  it('refuses a span that is none, and names the filter and the field', () => {
    expect(() => compileFilters([WHOLE, { ...WHOLE, destinationPorts: [80, 79] }])).toThrow(
      'filters[1].destinationPorts is [80,79]',
    )
    expect(() => compileFilters([{ ...WHOLE, source: [0, 2 ** 32] }])).toThrow('filters[0].source')
    expect(compileFilters([])).not.toBeNull()
  })
})
