import { describe, expect, test } from 'vitest'
import {
  addBit,
  addRange,
  andInto,
  bitsOf,
  emptyBitset,
  hasBit,
  isEmptyBitset,
  orInto,
  subtractInto,
} from '../../src/resolve/bitset.ts'

const of = (size: number, ...bits: readonly number[]) => {
  const set = emptyBitset(size)
  for (const bit of bits) addBit(set, bit)
  return set
}
const span = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)

test.each([
  [0, 0],
  [1, 1],
  [32, 1],
  [33, 2],
  [64, 2],
])('%i numbers take %i words', (size, words) => {
  expect(emptyBitset(size)).toHaveLength(words)
})

test('members come in ascending order, each once, whichever word they are in', () => {
  expect(bitsOf(of(96, 95, 0, 31, 32, 63, 64, 32))).toEqual([0, 31, 32, 63, 64, 95])
  expect(bitsOf(emptyBitset(96))).toEqual([])
})

test('a number past the end is not in the set', () => {
  const set = of(32, 31)
  expect([hasBit(set, 31), hasBit(set, 30), hasBit(set, 32), hasBit(set, 63)]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

describe('ranges', () => {
  const ENDS = [0, 1, 30, 31, 32, 33, 62, 63, 64, 65, 95]
  test.each(ENDS.map((first) => [first]))('from %i to every other end', (first) => {
    for (const last of ENDS) {
      const set = of(96, 5)
      addRange(set, first, last)
      const wanted = new Set([5, ...span(first, last)])
      expect(bitsOf(set), `${first} to ${last}`).toEqual([...wanted].sort((a, b) => a - b))
    }
  })
})

describe('two sets', () => {
  // Of different lengths: each is met as the longer one and as the shorter.
  const SETS = [[], [0], [31, 32], [1, 40, 64], [0, 1, 31, 40, 95]]
  const CASES = SETS.flatMap((a) => SETS.map((b) => [a, b] as const))
  test.each(CASES)('%j and %j', (a, b) => {
    for (const size of [96, 128]) {
      const [union, common, rest] = [of(96, ...a), of(96, ...a), of(96, ...a)]
      const other = of(size, ...b)
      orInto(union, other)
      andInto(common, other)
      subtractInto(rest, other)
      expect(bitsOf(union)).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y))
      expect(bitsOf(common)).toEqual(a.filter((bit) => b.includes(bit)))
      expect(bitsOf(rest)).toEqual(a.filter((bit) => !b.includes(bit)))
    }
  })
  test('what the shorter one cannot hold is left out, what it does not name is not in it', () => {
    const [union, common, rest] = [of(32, 1), of(64, 1, 33), of(64, 1, 33)]
    orInto(union, of(64, 2, 33))
    andInto(common, of(32, 1))
    subtractInto(rest, of(32, 1))
    expect([union, common, rest].map(bitsOf)).toEqual([[1, 2], [1], [33]])
  })
})

test('empty is without any member, in any word', () => {
  expect([of(64), of(64, 0), of(64, 63), of(0)].map(isEmptyBitset)).toEqual([true, false, false, true])
})
