import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createListStates } from '../../src/analyze/list-states.ts'
import { movedItems } from '../../src/analyze/order.ts'
import { smallestCover } from '../../src/analyze/smallest-cover.ts'

const SETS = [0, 1, 2, 3, 4, 5]
const subsets = <T>(values: readonly T[]): T[][] =>
  Array.from({ length: 2 ** values.length }, (_, bits) => values.filter((_, i) => ((bits >>> i) & 1) === 1))

test('the smallest cover, against trying every choice', () => {
  const element = fc.subarray(SETS, { minLength: 1, maxLength: 4 }).map((sets) => new Set(sets))
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
      const covers = (sets: readonly number[]) => elements.every((each) => sets.some((one) => each.has(one)))
      const fewest = Math.min(
        ...subsets(SETS)
          .filter(covers)
          .map(({ length }) => length),
      )
      const found = smallestCover(elements, (one) => one)
      expect(found.proof).toBe('smallest')
      expect(covers(found.sets)).toBe(true)
      expect(found.sets).toHaveLength(fewest)
      expect(found.sets).toEqual([...new Set(found.sets)].sort((a, b) => a - b))
    }),
    { numRuns: 100, seed: 52 },
  )
})

test('of covers of one size, the one whose sets come first', () => {
  const elements = [new Set([3, 7])]
  expect(smallestCover(elements, (one) => one).sets).toEqual([3])
  expect(smallestCover(elements, (one) => -one).sets).toEqual([7])
})

test('greed is not enough: of sets that hold as many, the preferred one is in no smallest cover', () => {
  const elements = [
    [1, 9],
    [1, 7],
    [2, 9],
    [2, 8],
  ].map((sets) => new Set(sets))
  expect(smallestCover(elements, (one) => -one)).toEqual({ sets: [1, 2], proof: 'smallest' })
  expect(smallestCover(elements, (one) => one)).toEqual({ sets: [1, 2], proof: 'smallest' })
})

test('nothing to hold needs no set; what no set holds is refused', () => {
  expect(smallestCover([], (one) => one)).toEqual({ sets: [], proof: 'smallest' })
  expect(() => smallestCover([new Set()], (one) => one)).toThrow('cannot be covered')
})

test('the fewest items that must move: what stays is in order, and no longer part would be', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  fc.assert(
    fc.property(fc.shuffledSubarray(ids), fc.shuffledSubarray(ids), (before, after) => {
      const moved = movedItems(before, after)
      const shared = after.filter((id) => before.includes(id))
      expect([...moved].every((id) => shared.includes(id))).toBe(true)
      const inOrder = (kept: readonly string[]) =>
        kept.every((id, i) => i === 0 || before.indexOf(kept[i - 1] ?? '') < before.indexOf(id))
      expect(inOrder(shared.filter((id) => !moved.has(id)))).toBe(true)
      const most = Math.max(
        ...subsets(shared)
          .filter(inOrder)
          .map(({ length }) => length),
      )
      expect(shared.length - moved.size).toBe(most)
    }),
    { numRuns: 150, seed: 53 },
  )
})

test('lists as states: equal lists are one state, others are not, however many there are', () => {
  const states = createListStates()
  const known = new Map<string, number>([['', 0]])
  const lists: number[][] = [[]]
  // Enough that the table grows twice.
  for (let i = 0; i < 500; i += 1) {
    const from = lists[(i * 7) % lists.length] ?? []
    const list = [...from, (i * 13) % 50]
    const state = states.step(known.get(from.join()) ?? -1, (i * 13) % 50)
    const before = known.get(list.join())
    if (before !== undefined) expect(state).toBe(before)
    else {
      expect(states.listOf(state)).toEqual(list)
      known.set(list.join(), state)
      lists.push(list)
    }
  }
  expect(known.size).toBeGreaterThan(300)
  for (const [text, state] of known) expect(states.listOf(state).join()).toBe(text)
  for (const list of lists)
    expect(list.reduce((state, item) => states.step(state, item), 0)).toBe(known.get(list.join()))
})
