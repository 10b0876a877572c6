import type { Page } from '@flowgate/shared'
import type { TableState } from './use-table-state.ts'

type Value = string | number | null

/** A page of a list that is here as a whole, sorted and cut as the server would. Cursors are offsets. */
export const clientPage = <T>(
  rows: readonly T[],
  state: Pick<TableState, 'sort' | 'query'>,
  values: Readonly<Record<string, (row: T) => Value>>,
): Page<T> => {
  const descending = state.sort.startsWith('-')
  const value = values[descending ? state.sort.slice(1) : state.sort]
  const sorted = value
    ? [...rows].sort((a, b) => {
        const [x, y] = descending ? [value(b), value(a)] : [value(a), value(b)]
        if (x === y) return 0
        if (x === null) return -1
        if (y === null) return 1
        return x < y ? -1 : 1
      })
    : rows
  const start = Number(state.query.cursor ?? 0) || 0
  const end = start + state.query.limit
  return {
    items: sorted.slice(start, end),
    total: rows.length,
    nextCursor: end < rows.length ? String(end) : null,
  }
}
