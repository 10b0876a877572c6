import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DECIDERS, GONE } from '../../src/features/flows/memory/codes.ts'
import { FlowMemory } from '../../src/features/flows/memory/flow-memory.ts'
import type { FlowRow } from '../../src/features/flows/memory/flow-row.ts'
import type { CompiledFilter } from '../../src/features/flows/query/compile-filter.ts'
import { scan } from '../../src/features/flows/query/scan.ts'

const SIZE = 4
const row = fc.record({
  source: fc.nat(SIZE - 1),
  destination: fc.nat(SIZE - 1),
  port: fc.constantFrom(80, 443),
  state: fc.constantFrom('allowed' as const, 'denied' as const),
  ruleId: fc.constantFrom('a', 'b', null),
  seen: fc.nat(9),
  importId: fc.constantFrom('x', null),
})
const memoryOf = (rows: readonly (typeof row extends fc.Arbitrary<infer T> ? T : never)[]): FlowMemory => {
  const memory = new FlowMemory()
  // Codes are given in the order of first use: here they are the numbers themselves.
  const all = [
    ...Array.from({ length: SIZE }, (_, end) => ({
      ...{ source: end, destination: end, port: end % 2 === 0 ? 80 : 443, state: 'allowed' as const },
      ...{ ruleId: end === 0 ? 'a' : 'b', seen: 0, importId: null },
    })),
    ...rows,
  ]
  for (const [id, { source, destination, port, state, ruleId, seen, importId }] of all.entries()) {
    const flow: FlowRow = {
      ...{
        id,
        hour: 0,
        origin: 'observed',
        importId,
        state,
        action: null,
        why: null,
        policyId: null,
        ruleId,
      },
      ...{ sourceAddress: `10.0.0.${source}`, destinationAddress: `10.0.0.${destination}` },
      ...{ sourceWorkload: null, destinationWorkload: null, sourceName: null, destinationName: null },
      ...{
        protocol: 6,
        port,
        revision: null,
        sessions: 1,
        bytes: 1,
        packets: 1,
        firstSeen: seen,
        lastSeen: seen,
      },
      ...{ appId: null, userName: null, process: null },
    }
    memory.put(flow)
  }
  memory.removeImport('x')
  return memory
}

const mask = (size: number) =>
  fc.array(fc.constantFrom(0, 1), { minLength: size, maxLength: size }).map((bits) => Uint8Array.from(bits))
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 })
const filter: fc.Arbitrary<CompiledFilter> = fc.record({
  from: fc.constantFrom(Number.NEGATIVE_INFINITY, 3),
  to: fc.constantFrom(Number.POSITIVE_INFINITY, 6),
  source: some(mask(SIZE)),
  destination: some(mask(SIZE)),
  either: fc.array(mask(SIZE), { maxLength: 2 }),
  services: some(mask(2)),
  states: mask(4),
  rules: some(mask(3)),
  secret: some(mask(SIZE)),
  deciders: some(mask(DECIDERS.length)),
  revision: fc.constantFrom(null, 1),
  importId: fc.constant(null),
  origin: fc.constantFrom(null, 0, 1),
  words: fc.array(fc.record({ endpoints: mask(SIZE), services: mask(2), rules: mask(3) }), { maxLength: 2 }),
  empty: fc.constant(false),
})

/** Every condition for every row, one after the other. */
const slow = (memory: FlowMemory, f: CompiledFilter): number[] =>
  Array.from({ length: memory.length }, (_, at) => at).filter((at) => {
    const { columns } = memory
    const of = (column: ArrayLike<number>): number => column[at] ?? -1
    const ends = [of(columns.source), of(columns.destination)]
    const [from = -1, to = -1] = ends
    const holds = (bits: Uint8Array | null, code: number) => bits === null || bits[code] === 1
    return (
      of(columns.state) !== GONE &&
      f.states[of(columns.state)] === 1 &&
      of(columns.lastSeen) >= f.from &&
      of(columns.firstSeen) <= f.to &&
      holds(f.source, from) &&
      holds(f.destination, to) &&
      holds(f.services, of(columns.service)) &&
      holds(f.rules, of(columns.rule)) &&
      (f.rules === null || f.secret === null || ends.every((end) => f.secret?.[end] !== 1)) &&
      holds(f.deciders, of(columns.decider)) &&
      (f.revision === null || of(columns.revision) === f.revision) &&
      (f.origin === null || of(columns.origin) === f.origin) &&
      f.either.every((bits) => ends.some((end) => bits[end] === 1)) &&
      f.words.every(
        (word) =>
          ends.some((end) => word.endpoints[end] === 1) ||
          word.services[of(columns.service)] === 1 ||
          word.rules[of(columns.rule)] === 1,
      )
    )
  })

it('finds the rows that meet every condition, in order, whatever the conditions are', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), filter, (rows, wanted) => {
      const memory = memoryOf(rows)
      expect([...scan(memory, wanted)]).toEqual(slow(memory, wanted))
    }),
    { numRuns: 2_000, seed: 20_261_123 },
  )
})

it('keeps an answer as it was when the next question is asked', () => {
  const [all] = fc.sample(filter, 1)
  if (all === undefined) throw new Error('no filter')
  const open = {
    ...all,
    states: Uint8Array.of(1, 1, 1, 1),
    ...{ source: null, destination: null, either: [] },
  }
  const none = {
    ...open,
    services: null,
    rules: null,
    deciders: null,
    revision: null,
    origin: null,
    words: [],
  }
  const wide = { ...none, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const memory = memoryOf(fc.sample(row, { numRuns: 30, seed: 1 }))
  const first = scan(memory, wide)
  const kept = [...first]
  scan(memory, { ...wide, states: Uint8Array.of(0, 1, 0, 0) })
  expect([...first]).toEqual(kept)
  expect(kept.length).toBe(memory.count)
})

it('finds the rows of few conversations by their chains, also when rows were squeezed out', () => {
  // More than are squeezed out at once, of conversations that few filters let through.
  const rows = fc.sample(row, { numRuns: 24_000, seed: 5 })
  const memory = memoryOf(rows)
  const before = memory.length
  const oneEnd = (end: number) => Uint8Array.from({ length: SIZE }, (_, at) => (at === end ? 1 : 0))
  const narrow = (source: number, destination: number): CompiledFilter => ({
    ...{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    ...{ source: oneEnd(source), destination: oneEnd(destination), either: [], services: null },
    ...{ states: Uint8Array.of(1, 1, 1, 1), rules: null, secret: null, deciders: null },
    ...{ revision: null, importId: null, origin: null, words: [], empty: false },
  })
  const all = Array.from({ length: SIZE * SIZE }, (_, n) => narrow(n % SIZE, Math.floor(n / SIZE)))
  const check = () => {
    for (const wanted of all) expect([...scan(memory, wanted)]).toEqual(slow(memory, wanted))
    const fits = Uint8Array.from(memory.conversations, (_, code) => (code === 7 ? 1 : 0))
    const found = new Int32Array(memory.length)
    const count = memory.ofConversations.collect(fits, found)
    // One of 32 conversations: its chain is followed.
    expect(count).toBeGreaterThan(0)
    expect(memory.ofConversations.collect(fits.fill(1), found)).toBeNull()
  }
  check()
  memory.commit()
  expect(memory.length).toBeLessThan(before)
  check()
})
