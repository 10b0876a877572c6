import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ListShape, pageInMemory } from '../../src/http/paging.ts'

interface Item {
  readonly id: string
  readonly name: string | null
  readonly size: number
}
const shape: ListShape<Item, 'name' | 'size'> = {
  id: ({ id }) => id,
  sorts: { name: ({ name }) => name, size: ({ size }) => size },
  otherwise: 'name',
  texts: ({ id, name }) => [id, name ?? ''],
}
const items = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-e]{1,3}$/),
    name: fc.constantFrom(null, 'x', 'y'),
    size: fc.nat(3),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

/** Every page, one after the other. */
const walk = (
  list: Iterable<Item>,
  query: { sort: string; limit: number; q?: string },
  keep?: (item: Item) => boolean,
) => {
  const found: Item[] = []
  let cursor: string | undefined
  for (;;) {
    const page = pageInMemory(list, { ...query, ...(cursor === undefined ? {} : { cursor }) }, shape, keep)
    found.push(...page.items)
    if (page.nextCursor === null) return { found, total: page.total }
    cursor = page.nextCursor
  }
}

it('pages hold every item that fits once, in order, whether the list lasts or not', () => {
  fc.assert(
    fc.property(
      items,
      fc.constantFrom('name', '-name', 'size', '-size'),
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.constantFrom('a', 'x b')),
      fc.option(fc.nat(3)),
      (list, sort, limit, q, size) => {
        const query = { sort, limit, ...(q === null ? {} : { q }) }
        const keep = size === null ? undefined : (item: Item) => item.size === size
        const once = walk(list, query, keep)
        const frozen = Object.freeze([...list])
        // The second time, the order is remembered.
        expect(walk(frozen, query, keep)).toEqual(once)
        expect(walk(frozen, query, keep)).toEqual(once)
        const fitting = list.filter(
          (item) =>
            (keep?.(item) ?? true) &&
            (q ?? '').split(' ').every((word) => `${item.id}\n${item.name ?? ''}`.includes(word)),
        )
        expect(once.total).toBe(fitting.length)
        expect(once.found.map(({ id }) => id).sort()).toEqual(fitting.map(({ id }) => id).sort())
        const keys = once.found.map((item) => (sort.endsWith('size') ? item.size : (item.name ?? '')))
        const ordered = [...keys].sort()
        expect(keys).toEqual(sort.startsWith('-') ? ordered.reverse() : ordered)
      },
    ),
    { seed: 7, numRuns: 300 },
  )
})
