import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBitsetAlgebra } from '../../src/analyze/bitset-algebra.ts'
import {
  type Box,
  boxesMeet,
  boxSize,
  common,
  commonBox,
  count,
  meet,
  mergedBoxes,
  subtractBox,
  subtractFromAll,
  uncovered,
  without,
} from '../../src/analyze/boxes.ts'
import { addBit, bitsOf, emptyBitset } from '../../src/resolve/bitset.ts'

/* A space of 2 x 3 x 2 cells, told apart by bits of two words: small enough to try every cell. */

const BITS = { near: [0, 33], far: [1, 31, 32], services: [5, 63] } as const
const set = (bits: readonly number[]) => {
  const made = emptyBitset(64)
  for (const bit of bits) addBit(made, bit)
  return made
}
const anySet = (bits: readonly number[]) => fc.subarray([...bits], { minLength: 1 }).map(set)
const anyBox: fc.Arbitrary<Box> = fc.record({
  near: anySet(BITS.near),
  far: anySet(BITS.far),
  services: anySet(BITS.services),
})
const cells = ({ near, far, services }: Box): string[] =>
  bitsOf(near).flatMap((n) => bitsOf(far).flatMap((f) => bitsOf(services).map((s) => `${n} ${f} ${s}`)))
/** The cells of all boxes; one that two boxes hold comes twice. */
const all = (boxes: readonly Box[]): string[] => boxes.flatMap(cells).sort()
const minus = (a: readonly string[], b: readonly string[]): string[] => a.filter((cell) => !b.includes(cell))
const OPTIONS = { numRuns: 100, seed: 51 }

test('two boxes: what they share, and one without the other', () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const shared = cells(a).filter((cell) => cells(b).includes(cell))
      expect(boxesMeet(a, b)).toBe(shared.length > 0)
      expect(boxSize(a)).toBe(cells(a).length)
      expect(cells(commonBox(a, b))).toEqual(shared)
      if (shared.length > 0) {
        expect(all(subtractBox(a, b))).toEqual(minus(cells(a), cells(b)).sort())
        expect(subtractBox(a, b).every((part) => boxSize(part) > 0)).toBe(true)
      }
    }),
    OPTIONS,
  )
})

test('boxes meet only where all three sides do', () => {
  const box = (near: number, far: number, services: number): Box => ({
    near: set([near]),
    far: set([far]),
    services: set([services]),
  })
  const one = box(0, 1, 5)
  expect(
    [box(0, 1, 5), box(33, 1, 5), box(0, 32, 5), box(0, 1, 63)].map((each) => boxesMeet(one, each)),
  ).toEqual([true, false, false, false])
  expect([meet(set([0]), set([33])), meet(set([33]), set([0, 33])), meet(set([]), set([0]))]).toEqual([
    false,
    true,
    false,
  ])
})

test('many: what none of them holds, in boxes that do not overlap, and no more than asked for', () => {
  fc.assert(
    fc.property(
      anyBox,
      fc.array(anyBox, { maxLength: 5 }),
      fc.integer({ min: 1, max: 2 }),
      (box, others, limit) => {
        const left = minus(cells(box), all(others)).sort()
        const found = uncovered(box, others)
        expect(all(found)).toEqual(left)
        const some = uncovered(box, others, limit)
        expect(some).toHaveLength(Math.min(limit, found.length))
        expect(minus(all(some), left)).toEqual([])
        const [first] = others
        if (first !== undefined) expect(all(subtractFromAll(found, first))).toEqual(minus(left, cells(first)))
      },
    ),
    OPTIONS,
  )
})

test('the largest are taken away first: fewer pieces are left', () => {
  const whole: Box = { near: set(BITS.near), far: set(BITS.far), services: set(BITS.services) }
  const small: Box = { near: set([0]), far: set([1]), services: set([5]) }
  const large: Box = { near: set([0]), far: set(BITS.far), services: set(BITS.services) }
  expect(uncovered(whole, [small, large])).toHaveLength(1)
  expect(uncovered(whole, [large, small])).toHaveLength(1)
})

test('merging keeps the space, and puts together what differs on one side only', () => {
  fc.assert(
    fc.property(anyBox, fc.array(anyBox, { maxLength: 4 }), (box, others) => {
      const parts = uncovered(box, others)
      const merged = mergedBoxes(parts)
      expect(all(merged)).toEqual(all(parts))
      expect(merged.length).toBeLessThanOrEqual(parts.length)
    }),
    OPTIONS,
  )
})

test('single cells become the one box that they fill; one short of it, a few', () => {
  const single = cells({ near: set(BITS.near), far: set(BITS.far), services: set(BITS.services) }).map(
    (cell) => {
      const [near = 0, far = 0, services = 0] = cell.split(' ').map(Number)
      return { near: set([near]), far: set([far]), services: set([services]) }
    },
  )
  expect(mergedBoxes(single)).toHaveLength(1)
  expect(mergedBoxes(single.slice(1)).length).toBeLessThan(6)
  expect(mergedBoxes([])).toEqual([])
})

test('sets: counted, met and taken away word by word; the operands stay as they were', () => {
  const [a, b] = [set([0, 31, 32, 63]), set([31, 40, 63])]
  expect([count(a), count(b), count(set([]))]).toEqual([4, 3, 0])
  expect([bitsOf(common(a, b)), bitsOf(without(a, b)), bitsOf(without(b, a))]).toEqual([
    [31, 63],
    [0, 32],
    [40],
  ])
  expect([bitsOf(a), bitsOf(b)]).toEqual([
    [0, 31, 32, 63],
    [31, 40, 63],
  ])
})

test('an algebra gives equal sets as one object, and does not mix its operations up', () => {
  const algebra = createBitsetAlgebra()
  const [a, b] = [set([0, 40]), set([40, 50])]
  expect(
    [algebra.and(a, b), algebra.or(a, b), algebra.subtract(a, b), algebra.subtract(b, a)].map(bitsOf),
  ).toEqual([[40], [0, 40, 50], [0], [50]])
  expect(bitsOf(a)).toEqual([0, 40])
  expect(algebra.and(a, b)).toBe(algebra.and(a, b))
  expect(algebra.and(a, b)).toBe(algebra.intern(set([40])))
  expect(algebra.intern(set([7]))).toBe(algebra.intern(set([7])))
  expect(algebra.intern(set([7]))).not.toBe(algebra.intern(set([8])))
})
