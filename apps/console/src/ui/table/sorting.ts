import type { ThProps } from '@patternfly/react-table'
import type { Column } from './column.ts'
import type { TableState } from './use-table-state.ts'

/** The `sort` property of a heading; nothing for a column that cannot be sorted by. */
export const sortOfColumn = <T>(
  column: Column<T>,
  index: number,
  state: Pick<TableState, 'sort' | 'setSort'>,
): Pick<ThProps, 'sort'> => {
  const field = column.sort
  if (field === undefined) return {}
  const descending = state.sort === `-${field}`
  const active = descending || state.sort === field
  return {
    sort: {
      columnIndex: index,
      sortBy: active ? { index, direction: descending ? 'desc' : 'asc' } : {},
      onSort: (_event, _index, direction) => state.setSort(direction === 'desc' ? `-${field}` : field),
    },
  }
}
