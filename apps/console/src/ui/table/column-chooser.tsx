import { Checkbox, Dropdown, MenuToggle, type MenuToggleElement, Tooltip } from '@patternfly/react-core'
import { ColumnsIcon } from '@patternfly/react-icons'
import { type Ref, useMemo, useState } from 'react'
import { isStringList, readStored, writeStored } from '../../lib/local-store.ts'
import type { Column } from './column.ts'
import './table-toolbar.css'

export type ChoosableColumn = Pick<Column<never>, 'key' | 'label' | 'optional' | 'pinned'>

/** Which columns are shown; remembered per table in this browser. */
export const useColumns = <C extends ChoosableColumn>(tableId: string, columns: readonly C[]) => {
  const key = `flowgate.columns.${tableId}`
  const [hidden, setHidden] = useState<readonly string[]>(
    () =>
      readStored(key, isStringList) ??
      columns.filter((column) => column.optional).map((column) => column.key),
  )
  const toggle = (column: string, shown: boolean) => {
    const next = shown ? hidden.filter((name) => name !== column) : [...hidden, column]
    setHidden(next)
    writeStored(key, next)
  }
  // The same array from render to render, for rows that are drawn again only when something of theirs changes.
  const visible = useMemo(
    () => columns.filter((column) => column.pinned || !hidden.includes(column.key)),
    [columns, hidden],
  )
  return { visible, hidden, toggle }
}

interface ColumnChooserProps {
  readonly columns: readonly ChoosableColumn[]
  readonly hidden: readonly string[]
  readonly onToggle: (column: string, shown: boolean) => void
}
export const ColumnChooser = ({ columns, hidden, onToggle }: ColumnChooserProps) => {
  const [open, setOpen] = useState(false)
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'end' }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <Tooltip content="Choose columns">
          <MenuToggle
            ref={ref}
            variant="plain"
            aria-label="Choose columns"
            isExpanded={open}
            icon={<ColumnsIcon />}
            onClick={() => setOpen(!open)}
          />
        </Tooltip>
      )}
    >
      <fieldset className="fg-columns">
        <legend className="fg-subtle">Columns</legend>
        {columns.map((column) => (
          <Checkbox
            key={column.key}
            id={`column-${column.key}`}
            label={column.label}
            isChecked={column.pinned === true || !hidden.includes(column.key)}
            isDisabled={column.pinned === true}
            onChange={(_event, shown) => onToggle(column.key, shown)}
          />
        ))}
      </fieldset>
    </Dropdown>
  )
}
