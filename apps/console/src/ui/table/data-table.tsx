import { Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { ReactNode } from 'react'
import type { Column, RowAction } from './column.ts'
import { ColumnChooser, useColumns } from './column-chooser.tsx'
import { isBusy, type ListResult } from './list-result.ts'
import { sortOfColumn } from './sorting.ts'
import { TableBody } from './table-body.tsx'
import { TablePager } from './table-pager.tsx'
import type { TableView } from './use-table-state.ts'
import './data-table.css'

export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly onChange: (ids: ReadonlySet<string>) => void
  /** Above the table: a SelectionNote. */
  readonly note?: ReactNode
}

export interface DataTableProps<T> {
  /** Under which the chosen columns are remembered. */
  readonly id: string
  /** Accessible name, and what errors and pages are named by: `Workloads`. */
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rowKey: (row: T) => string
  readonly result: ListResult<T>
  readonly state: TableView
  /** Left of the toolbar: a FilterToolbar. */
  readonly filters?: ReactNode
  /** Right of the toolbar: what makes or takes out. */
  readonly actions?: ReactNode
  /** Shown when there is nothing and nothing is filtered: see Nothing. */
  readonly empty: ReactNode
  /** Where a row leads: on click, and on Enter while it has the focus. */
  readonly onOpen?: (row: T) => void
  readonly rowActions?: readonly RowAction<T>[]
  readonly selection?: Selection
  /** The row shown in a panel beside the table. */
  readonly openKey?: string | null
  /** Rows that differ from the published revision. */
  readonly isMarked?: (row: T) => boolean
}

export const DataTable = <T,>(props: DataTableProps<T>) => {
  const { id, label, columns, result, state, filters, actions, rowKey, selection, rowActions } = props
  const { visible, hidden, toggle } = useColumns(id, columns)
  const rows = result.data?.items ?? []
  const keys = rows.map(rowKey)
  const allSelected =
    selection !== undefined && keys.length > 0 && keys.every((key) => selection.ids.has(key))
  const spans = visible.length + (selection ? 1 : 0) + (rowActions ? 1 : 0)
  return (
    <div className="fg-table">
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent alignItems="start">
          {filters && <ToolbarGroup className="fg-table__filters">{filters}</ToolbarGroup>}
          <ToolbarGroup align={{ default: 'alignEnd' }}>
            {actions && <ToolbarItem>{actions}</ToolbarItem>}
            <ToolbarItem>
              <ColumnChooser columns={columns} hidden={hidden} onToggle={toggle} />
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      {selection?.note}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="fg-table__scroll" aria-label={`${label} table`} tabIndex={0}>
        <Table
          aria-label={label}
          variant="compact"
          isStickyHeader
          gridBreakPoint=""
          aria-busy={isBusy(result)}
        >
          <Thead>
            <Tr>
              {selection && (
                <Th
                  screenReaderText="Select"
                  select={{
                    isSelected: allSelected,
                    // Rows of other pages stay as they are.
                    onSelect: (_event, chosen) => {
                      const next = new Set(selection.ids)
                      for (const key of keys) {
                        if (chosen) next.add(key)
                        else next.delete(key)
                      }
                      selection.onChange(next)
                    },
                  }}
                />
              )}
              {visible.map((column, index) => (
                <Th
                  key={column.key}
                  modifier="nowrap"
                  className={column.numeric ? 'fg-numeric' : ''}
                  {...(column.width ? { style: { width: column.width } } : {})}
                  {...(column.hint ? { info: { tooltip: column.hint } } : {})}
                  {...sortOfColumn(column, index, state)}
                >
                  {column.label}
                </Th>
              ))}
              {rowActions && <Th screenReaderText="Actions" />}
            </Tr>
          </Thead>
          <Tbody>
            {rows.length === 0 || result.error ? (
              <Tr>
                <Td colSpan={spans}>
                  <TableBody label={label} result={result} state={state} empty={props.empty} />
                </Td>
              </Tr>
            ) : (
              rows.map((row, index) => {
                const key = rowKey(row)
                return (
                  <Tr
                    key={key}
                    data-row={key}
                    className={props.isMarked?.(row) ? 'fg-table__row--changed' : ''}
                    {...(props.onOpen
                      ? {
                          isClickable: true,
                          isRowSelected: props.openKey === key,
                          onRowClick: (event) => {
                            // What can be pressed in a row does its own; a menu's items bubble up to here, too.
                            const isOwn =
                              event?.target instanceof Element &&
                              event.target.closest('a, button, input, [role=menu], [role=dialog]') !== null
                            if (!isOwn) props.onOpen?.(row)
                          },
                        }
                      : {})}
                  >
                    {selection && (
                      <Td
                        select={{
                          rowIndex: index,
                          isSelected: selection.ids.has(key),
                          onSelect: (event, chosen) => {
                            event.stopPropagation()
                            const next = new Set(selection.ids)
                            if (chosen) next.add(key)
                            else next.delete(key)
                            selection.onChange(next)
                          },
                        }}
                      />
                    )}
                    {visible.map((column) => (
                      <Td
                        key={column.key}
                        dataLabel={column.label}
                        className={column.numeric ? 'fg-numeric' : ''}
                      >
                        {column.render(row)}
                      </Td>
                    ))}
                    {rowActions && (
                      <Td
                        isActionCell
                        actions={{
                          items: rowActions.map((action) => {
                            const blocked = action.blocked?.(row) ?? null
                            return {
                              title: action.label,
                              isDanger: action.danger === true,
                              isAriaDisabled: blocked !== null,
                              ...(blocked === null ? {} : { tooltipProps: { content: blocked } }),
                              onClick: () => action.onSelect(row),
                            }
                          }),
                        }}
                      />
                    )}
                  </Tr>
                )
              })
            )}
          </Tbody>
        </Table>
      </section>
      {(rows.length > 0 || state.page > 1 || state.filtered) && (
        <TablePager
          state={state}
          label={label}
          shown={rows.length}
          total={result.data?.total ?? 0}
          nextCursor={result.data?.nextCursor ?? null}
        />
      )}
    </div>
  )
}
