import { expect, test } from 'vitest'
import {
  createPages,
  lookup32,
  pagesOf,
  uniformPage,
  widenFor,
  withRange,
} from '../../src/match/groups/pages.ts'

const FIRST = 10 << 24

/** Keys that are far from each other have a page each. */
const apart = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i * 256)

test('more pages than 16 bits name: all keys keep their numbers, before and after a change', () => {
  const keys = apart(66_000)
  const pages = createPages(1)
  const root = pagesOf(pages, 4, {
    first: [0, ...keys.flatMap((key) => [FIRST + key, FIRST + key + 1])],
    value: [0, ...keys.flatMap((_, i) => [i % 1_000, 0])],
  })
  expect(pages.used).toBeGreaterThan(65_536)
  widenFor(pages, 70_000)
  const at = FIRST + 256 * 7
  const changed = withRange(pages, root, 3, { first: at, last: at + 300 }, 70_000, new Set())
  const found = (from: number, key: number) => lookup32(pages.entries, from, (FIRST + key) | 0)
  for (const [i, key] of keys.entries()) {
    const isChanged = key >= 256 * 7 && key <= 256 * 7 + 300
    if (found(root, key) !== i % 1_000 || found(root, key + 1) !== 0)
      expect.fail(`key ${key} before the change`)
    if (found(changed, key) !== (isChanged ? 70_000 : i % 1_000)) expect.fail(`key ${key} after the change`)
  }
})

test('room for pages grows by half of what there is, also beyond what 16 bits name', () => {
  const pages = createPages(60_000)
  let moves = 0
  for (let value = 0; value < 67_000; value += 1) {
    const { entries } = pages
    uniformPage(pages, 0, value)
    if (pages.entries !== entries) moves += 1
  }
  expect(moves).toBeLessThan(4)
})
