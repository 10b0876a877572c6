import { expect, it } from 'vitest'
import { clientPage } from '../../src/ui/table/client-page.ts'

const rows = [
  { name: 'b', size: 2 },
  { name: 'a', size: null },
  { name: 'c', size: 1 },
]
const values = {
  name: (row: (typeof rows)[number]) => row.name,
  size: (row: (typeof rows)[number]) => row.size,
}
const names = (sort: string, cursor?: string, limit = 2) => {
  const page = clientPage(rows, { sort, query: { limit, ...(cursor ? { cursor } : {}) } }, values)
  return [page.items.map((row) => row.name).join(''), page.nextCursor, page.total]
}

it('sorts both ways and cuts pages', () => {
  expect(names('name')).toEqual(['ab', '2', 3])
  expect(names('name', '2')).toEqual(['c', null, 3])
  expect(names('-name')).toEqual(['cb', '2', 3])
})
it('puts what is unknown first, and last when descending', () => {
  expect(names('size', undefined, 9)[0]).toBe('acb')
  expect(names('-size', undefined, 9)[0]).toBe('bca')
})
it('keeps the order given when asked for none', () => {
  expect(names('', undefined, 9)[0]).toBe('bac')
})
