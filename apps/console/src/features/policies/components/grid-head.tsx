import { Checkbox } from '@patternfly/react-core'
import type { GridColumn } from '../model/columns.ts'

interface GridHeadProps {
  readonly columns: readonly GridColumn[]
  readonly allSelected: boolean
  readonly onSelectAll: (selected: boolean) => void
}
export const GridHead = ({ columns, allSelected, onSelectAll }: GridHeadProps) => (
  <thead>
    <tr className="fg-grid__head" aria-rowindex={1}>
      <th aria-label="Select">
        <Checkbox
          id="select-all-rules"
          aria-label="Select all rules shown"
          isChecked={allSelected}
          onChange={(_event, value) => onSelectAll(value)}
        />
      </th>
      {columns.map((column) => (
        <th
          key={column.key}
          className={column.numeric ? 'fg-rule__cell--numeric' : ''}
          {...(column.hint ? { title: column.hint } : {})}
        >
          {column.label}
        </th>
      ))}
      <th aria-label="Actions" />
    </tr>
  </thead>
)
