import { AppError, type Page, type PageQuery } from '@flowgate/shared'
import { decodeCursor, encodeCursor } from './cursor.ts'

export interface Sort<F extends string> {
  readonly field: F
  readonly descending: boolean
  /** As written in a query and in a cursor: `-name`. */
  readonly text: string
}

/**
 * Reads `query.sort` against the fields a list can be sorted by.
 * @throws AppError `invalid_input` naming the allowed fields
 */
export const parseSort = <F extends string>(
  sort: string | undefined,
  fields: readonly F[],
  otherwise: F | `-${F}`,
): Sort<F> => {
  const text = sort ?? otherwise
  const descending = text.startsWith('-')
  const name = descending ? text.slice(1) : text
  const field = fields.find((one) => one === name)
  if (field !== undefined) return { field, descending, text }
  throw new AppError('invalid_input', {
    detail: `this list cannot be sorted by \`${name}\``,
    errors: [
      {
        field: 'query.sort',
        message: 'is not a field this list can be sorted by',
        received: text,
        help: `use one of ${fields.join(', ')}, with a leading - to descend`,
      },
    ],
  })
}

type Key = string | number | null

/** Null sorts first; text by code unit, so that a page boundary never depends on a locale. */
export const compareKeys = (a: Key, b: Key): number => {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}

/** Words of `q` that must all occur, in any of an item's texts, whatever the case. */
export const matchesWords = (q: string | undefined, texts: readonly string[]): boolean => {
  const words = wordsOf(q)
  if (words.length === 0) return true
  const haystack = haystackOf(texts)
  return words.every((word) => haystack.includes(word))
}

/** Words of `q`, in lower case. */
export const wordsOf = (q: string | undefined): readonly string[] =>
  (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** What words are looked for in. */
export const haystackOf = (texts: readonly string[]): string => texts.join('\n').toLowerCase()

export interface ListShape<T, F extends string> {
  readonly id: (item: T) => string
  readonly sorts: Readonly<Record<F, (item: T) => Key>>
  readonly otherwise: NoInfer<F> | `-${NoInfer<F>}`
  /** What `q` looks through. */
  readonly texts: (item: T) => readonly string[]
  /** The same made ready, where it is remembered with the item. */
  readonly haystack?: (item: T) => string
}

interface Row<T> {
  readonly item: T
  readonly key: Key
  readonly id: string
}

type Compare = (a: Pick<Row<unknown>, 'key' | 'id'>, b: Pick<Row<unknown>, 'key' | 'id'>) => number

const sortedRows = <T, F extends string>(
  items: Iterable<T>,
  { id, sorts }: ListShape<T, F>,
  field: F,
  compare: Compare,
): readonly Row<T>[] => {
  const keyOf = sorts[field]
  return Array.from(items, (item) => ({ item, key: keyOf(item), id: id(item) })).sort(compare)
}

/** Rows of lists that last, by how they are sorted. */
const kept = new WeakMap<object, Map<string, readonly Row<unknown>[]>>()

const rowsOf = <T, F extends string>(
  items: Iterable<T>,
  shape: ListShape<T, F>,
  sort: Sort<F>,
  compare: Compare,
): readonly Row<T>[] => {
  if (!Object.isFrozen(items)) return sortedRows(items, shape, sort.field, compare)
  const orders = kept.get(items) ?? new Map<string, readonly Row<unknown>[]>()
  kept.set(items, orders)
  const known = orders.get(sort.text)
  // Only rows of these very items are kept under them.
  if (known !== undefined) return known as readonly Row<T>[]
  const rows = sortedRows(items, shape, sort.field, compare)
  orders.set(sort.text, rows)
  return rows
}

/** First place that comes after `key` and `id`. */
const placeAfter = (rows: readonly Row<unknown>[], key: Key, id: string, compare: Compare): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row !== undefined && compare(row, { key, id }) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Filters by `keep` and `q`, sorts and cuts a page out of items that are in memory anyway. The cursor names the last item's key
 * and id, so pages neither repeat nor skip an item that stayed while others came and went. A list that is frozen, as its owner
 * keeps it, is sorted once for each order that is asked for.
 */
export const pageInMemory = <T, F extends string>(
  items: Iterable<T>,
  query: PageQuery,
  shape: ListShape<T, F>,
  keep?: (item: T) => boolean,
): Page<T> => {
  const sort = parseSort(query.sort, Object.keys(shape.sorts) as F[], shape.otherwise)
  const after = decodeCursor(query.cursor, sort.text, 2)
  const sign = sort.descending ? -1 : 1
  const compare: Compare = (a, b) => sign * compareKeys(a.key, b.key) || compareKeys(a.id, b.id)
  const words = wordsOf(query.q)
  const haystack = shape.haystack ?? ((item: T) => haystackOf(shape.texts(item)))
  const holds = ({ item }: Row<T>): boolean => {
    if (keep !== undefined && !keep(item)) return false
    if (words.length === 0) return true
    const text = haystack(item)
    return words.every((word) => text.includes(word))
  }
  const all = rowsOf(items, shape, sort, compare)
  const rows = keep === undefined && words.length === 0 ? all : all.filter(holds)
  const [key, id] = after ?? []
  const start = after === null ? 0 : placeAfter(rows, key ?? null, String(id), compare)
  const shown = rows.slice(start, start + query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => row.item),
    nextCursor:
      last && rows.length > start + shown.length
        ? encodeCursor({ sort: sort.text, keys: [last.key, last.id] })
        : null,
    total: rows.length,
  }
}
