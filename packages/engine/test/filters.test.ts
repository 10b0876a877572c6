import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFilterClassifier } from '../src/match/filters/classify.ts'
import { compileFilters } from '../src/match/filters/compile.ts'
import type { Filter, Span } from '../src/match/filters/filter.ts'
import type { FilterTables } from '../src/match/filters/pack.ts'

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
const classifierOf = (filters: readonly Filter[]) => createFilterClassifier(tablesOf(filters))

/** Ends of spans lie where tables have their seams: pages, words, bytes, halves of addresses. */
const near = (places: readonly number[], largest: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.constantFrom(...places), fc.integer({ min: -2, max: 2 }))
    .map(([place, by]) => Math.min(largest, Math.max(0, place + by)))
const span = (places: readonly number[], largest: number): fc.Arbitrary<Span> =>
  fc.tuple(near(places, largest), near(places, largest)).map(([a, b]): Span => (a < b ? [a, b] : [b, a]))
const ANY_ADDRESS: Span = [0, 2 ** 32 - 1]
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
const packetsFor = (filters: readonly Filter[], next: () => number): readonly Packet[] => {
  const some = <T>(items: readonly T[]): T | undefined => items[Math.floor(next() * items.length)]
  const value = (field: (typeof FIELDS)[number], largest: number): number => {
    const end = some(some(filters)?.[field] ?? [0]) ?? 0
    return Math.min(largest, Math.max(0, end + Math.floor(next() * 3) - 1))
  }
  return Array.from({ length: 200 }, () => [
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
  it('answers as a scan does, on and around every end of every span', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 60 }), fc.integer(), (filters, seed) => {
        const { classify } = classifierOf(filters)
        for (const packet of packetsFor(filters, generator(seed)))
          expect(classify(...packet)).toBe(scan(filters, packet))
      }),
      { numRuns: 300, seed: 20_261_123 },
    )
  })

  it('answers a batch as one by one, whether addresses are signed or not', () => {
    const next = generator(7)
    const filters = fc.sample(filter, { numRuns: 80, seed: 5 })
    const { classify, classifyAll } = classifierOf(filters)
    const packets = packetsFor(filters, next)
    const column = (field: number) => packets.map((packet) => packet[field] ?? 0)
    const into = new Int32Array(packets.length + 1).fill(-7)
    classifyAll(
      {
        source: Int32Array.from(column(0)),
        destination: Int32Array.from(column(1)),
        sourcePort: Uint16Array.from(column(2)),
        destinationPort: Uint16Array.from(column(3)),
        protocol: Uint8Array.from(column(4)),
      },
      packets.length,
      into,
    )
    expect([...into.subarray(0, -1)]).toEqual(packets.map((packet) => classify(...packet)))
    expect(into.at(-1)).toBe(-7)
  })

  it('takes a list of one filter for each of thousands of services between the same two addresses', () => {
    const filters = Array.from(
      { length: 3_000 },
      (_, i): Filter => ({
        source: [0x0a000001, 0x0a000001],
        destination: [0x0a000002, 0x0a000002],
        sourcePorts: [0, 65_535],
        destinationPorts: [i * 7, i * 7],
        protocols: [6, 6],
      }),
    )
    const { classify } = classifierOf(filters)
    for (const i of [0, 1, 1_500, 2_999]) expect(classify(0x0a000001, 0x0a000002, 5, i * 7, 6)).toBe(i)
    expect(classify(0x0a000001, 0x0a000002, 5, 8, 6)).toBe(-1)
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
    const whole: Filter = {
      source: ANY_ADDRESS,
      destination: ANY_ADDRESS,
      sourcePorts: [0, 65_535],
      destinationPorts: [0, 65_535],
      protocols: [0, 255],
    }
    expect(() => compileFilters([whole, { ...whole, destinationPorts: [80, 79] }])).toThrow(
      'filters[1].destinationPorts is [80,79]',
    )
    expect(() => compileFilters([{ ...whole, source: [0, 2 ** 32] }])).toThrow('filters[0].source')
    expect(compileFilters([])).not.toBeNull()
  })
})
