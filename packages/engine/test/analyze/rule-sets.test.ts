import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsAt, holdsPieces, type PieceSet, pieceSets, piecesMeet } from '../../src/analyze/piece-sets.ts'
import { createRuleIndex } from '../../src/analyze/rule-index.ts'
import { fullMask, removeRule } from '../../src/analyze/rule-mask.ts'
import { serviceAtoms } from '../../src/analyze/service-atoms.ts'
import type { PortRange, ServiceEntry } from '../../src/index.ts'
import { bitsOf } from '../../src/resolve/bitset.ts'

/* Each against plain sets of numbers. */

const SIZE = 32 * 12
const pieces = fc.oneof(
  fc.uniqueArray(fc.nat(SIZE - 1), { maxLength: 6 }),
  // Consecutive words are met at once.
  fc
    .tuple(fc.nat(SIZE - 1), fc.nat(200))
    .map(([first, count]) => Array.from({ length: Math.min(count, SIZE - first) }, (_, i) => first + i)),
)

function setOf(numbers: readonly number[]): PieceSet {
  const words = [...new Set(numbers.map((number) => number >>> 5))].sort((a, b) => a - b)
  const bits = words.map((word) =>
    numbers.reduce((sum, number) => (number >>> 5 === word ? sum | (1 << (number & 31)) : sum), 0),
  )
  return { words: Int32Array.from(words), bits: Uint32Array.from(bits) }
}

const numbersOf = ({ words, bits }: PieceSet): readonly number[] =>
  Array.from(words).flatMap((word, i) =>
    Array.from({ length: 32 }, (_, bit) => bit).flatMap((bit) =>
      (((bits[i] ?? 0) >>> bit) & 1) === 1 ? [word * 32 + bit] : [],
    ),
  )

test('two sets of pieces meet where plain ones share a number, and hold each other where plain ones do', () => {
  fc.assert(
    fc.property(pieces, pieces, fc.boolean(), (a, more, isPart) => {
      const b = isPart ? a.filter((_, i) => i % 3 !== 1) : more
      const [one, other] = [setOf(a), setOf(b)]
      expect(piecesMeet(one, other)).toBe(b.some((number) => a.includes(number)))
      expect(holdsPieces(one, other)).toBe(b.every((number) => a.includes(number)))
      expect(holdsPieces(one, one)).toBe(true)
    }),
    { numRuns: 3_000, seed: 71 },
  )
})

test('what of a set lies in some words', () => {
  fc.assert(
    fc.property(pieces, fc.uniqueArray(fc.nat(SIZE / 32 - 1), { minLength: 1, maxLength: 8 }), (a, some) => {
      const at = Int32Array.from(some).sort()
      const into = new Uint32Array(at.length).fill(0xdead)
      const wanted = a.filter((number) => at.includes(number >>> 5)).sort((x, y) => x - y)
      const isAny = bitsAt(setOf(a), at, into)
      expect(isAny).toBe(wanted.length > 0)
      if (isAny) expect(numbersOf({ words: at, bits: into })).toEqual(wanted)
    }),
    { numRuns: 3_000, seed: 72 },
  )
})

const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.nat(65_535), fc.nat(2_000))
  .map(([first, width]) => [first, Math.min(65_535, first + width)])
const entry: fc.Arbitrary<ServiceEntry> = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    sourcePorts: fc.array(range, { maxLength: 1 }),
    destinationPorts: fc.array(range, { maxLength: 3 }),
  }),
  fc.record({ protocol: fc.constant('icmp' as const), type: fc.nat(255), code: fc.constantFrom(null, 0, 3) }),
  fc.record({ protocol: fc.constant('ip' as const), number: fc.constantFrom(6, 47, 50) }),
)

test('the pieces of a list of entries are those that the bitset has; equal lists are one object', () => {
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 12 }), (written) => {
      const lists = [...written, ...structuredClone(written), null]
      const atoms = serviceAtoms(written)
      const sets = pieceSets(atoms, lists)
      for (const [i, list] of lists.entries()) {
        const set = sets[i]
        if (set === undefined) throw new Error('each list has a set')
        expect(numbersOf(set)).toEqual(bitsOf(atoms.select(list)))
        expect(set.bits).not.toContain(0)
        if (i < written.length) expect(sets[i + written.length]).toBe(set)
      }
    }),
    { numRuns: 300, seed: 73 },
  )
})

test('the index leaves out no rule of the mask and the range that shares services, and tells of no other one', () => {
  fc.assert(
    fc.property(
      fc.array(pieces, { minLength: 1, maxLength: 1_100 }),
      fc.array(fc.nat(1_099), { maxLength: 1_100 }),
      fc.nat(1_099),
      fc.nat(1_100),
      // Coarser stretches, and more of them than are compared.
      fc.constantFrom(1, 100, 400),
      (rules, gone, from, to, spread) => {
        const sets = rules.map((numbers) => setOf(numbers.map((number) => number * spread)))
        const mask = fullMask(rules.length)
        for (const rule of gone) if (rule < rules.length) removeRule(mask, rule)
        const index = createRuleIndex(sets, (SIZE * spread) >>> 5)
        const [first, end] = [Math.min(from, to, rules.length), Math.min(Math.max(from, to), rules.length)]
        const asked = sets[from % sets.length]
        if (asked === undefined) return
        const into = new Int32Array(rules.length)
        const count = index.sharing(into, asked, first, end, mask)
        const found = [...into.subarray(0, count)]
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
        const dead = new Set(gone)
        for (const rule of found) expect(rule >= first && rule < end && !dead.has(rule)).toBe(true)
        const shares = [...sets.entries()].flatMap(([rule, set]) =>
          rule >= first && rule < end && !dead.has(rule) && piecesMeet(set, asked) ? [rule] : [],
        )
        expect(shares.filter((rule) => !found.includes(rule))).toEqual([])
      },
    ),
    { numRuns: 150, seed: 74 },
  )
})

test('a mask holds the rules that were not removed, and its summary the words that hold any', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.nat(2_999)),
      fc.boolean(),
      (rules, some, all) => {
        const mask = fullMask(rules)
        const gone = all
          ? Array.from({ length: rules }, (_, rule) => rule)
          : some.filter((rule) => rule < rules)
        for (const rule of gone) removeRule(mask, rule)
        const left = new Set(
          Array.from({ length: rules }, (_, rule) => rule).filter((rule) => !gone.includes(rule)),
        )
        expect(bitsOf(mask.words).filter((rule) => rule < rules)).toEqual([...left])
        const words = new Set(bitsOf(mask.summary))
        for (const [at, word] of mask.words.entries()) expect(words.has(at)).toBe(word !== 0)
      },
    ),
    { numRuns: 200, seed: 75 },
  )
})
