import { Button, Skeleton } from '@patternfly/react-core'
import { SearchIcon } from '@patternfly/react-icons'
import type { ReactNode } from 'react'
import { Failure, Nothing } from '../states.tsx'
import type { ListResult } from './list-result.ts'
import type { TableView } from './use-table-state.ts'

interface TableBodyProps<T> {
  readonly label: string
  readonly result: ListResult<T>
  readonly state: TableView
  readonly empty: ReactNode
}
const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** What a table shows instead of rows: that it loads, that it failed, or that there is nothing. */
export const TableBody = <T,>({ label, result, state, empty }: TableBodyProps<T>) => {
  if (result.isPending)
    return (
      <div className="fg-table__loading">
        {ROWS.map((row, index) => (
          <Skeleton key={row} height="20px" screenreaderText={index === 0 ? `Loading ${label}` : ''} />
        ))}
      </div>
    )
  if (result.error)
    return (
      <Failure
        title={`Could not load: ${label}`}
        error={result.error}
        onRetry={() => {
          result.refetch()
        }}
      />
    )
  if (!state.filtered) return empty
  return (
    <Nothing
      title="Nothing matches these filters"
      icon={SearchIcon}
      action={
        <Button variant="link" onClick={state.clearFilters}>
          Clear all filters
        </Button>
      }
    />
  )
}
