import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import type { RuleItem } from '@flowgate/shared'
import { Checkbox } from '@patternfly/react-core'
import { GripVerticalIcon } from '@patternfly/react-icons'
import { memo } from 'react'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import type { CellKey, GridColumn } from '../model/columns.ts'
import type { RuleCommand } from '../model/rule-command.ts'
import { RowMenu } from './row-menu.tsx'
import { RuleCell } from './rule-cell.tsx'

export interface RuleRowProps {
  readonly rule: RuleItem
  readonly columns: readonly GridColumn[]
  readonly names: ObjectNames
  readonly canEdit: boolean
  readonly selected: boolean
  readonly highlighted: boolean
  /** The cell that Tab leads to. */
  readonly active: CellKey | null
  readonly changed: ReadonlySet<string> | undefined
  readonly onSelect: (rule: RuleItem, selected: boolean) => void
  readonly onToggle: (rule: RuleItem, field: 'log' | 'enabled', value: boolean) => void
  readonly onCommand: (rule: RuleItem, command: RuleCommand) => void
}

const Row = (props: RuleRowProps) => {
  const { rule, columns, names, canEdit, selected, active, changed } = props
  const sortable = useSortable({ id: rule.id, disabled: !canEdit })
  const isChanged = (column: GridColumn) =>
    rule.change === 'added' || column.fields.some((field) => changed?.has(field))
  const classes = [
    'fg-rule',
    rule.enabled ? '' : 'fg-rule--off',
    rule.change ? 'fg-rule--changed' : '',
    props.highlighted ? 'fg-rule--highlighted' : '',
    sortable.isDragging ? 'fg-rule--dragged' : '',
  ]
  return (
    <tr
      ref={sortable.setNodeRef}
      aria-rowindex={rule.sequence}
      aria-selected={selected}
      data-rule={rule.id}
      className={classes.filter((name) => name !== '').join(' ')}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
    >
      <td className="fg-rule__cell fg-rule__select">
        <Checkbox
          id={`select-${rule.id}`}
          aria-label={`Select rule ${rule.name}`}
          isChecked={selected}
          onChange={(_event, value) => props.onSelect(rule, value)}
        />
      </td>
      {columns.map((column) => (
        <td
          key={column.key}
          tabIndex={active === column.key ? 0 : -1}
          data-cell={`${rule.id}:${column.key}`}
          className={`fg-rule__cell${column.numeric ? ' fg-rule__cell--numeric' : ''}${
            isChanged(column) && column.fields.length > 0 ? ' fg-rule__cell--changed' : ''
          }`}
        >
          {column.key === 'sequence' && (
            <>
              <button
                type="button"
                ref={sortable.setActivatorNodeRef}
                className="fg-rule__handle"
                disabled={!canEdit}
                {...sortable.attributes}
                {...sortable.listeners}
                tabIndex={-1}
                aria-label={`Move rule ${rule.name}`}
                title="Drag, or Alt+Up and Alt+Down"
              >
                <GripVerticalIcon />
              </button>
              <ChangeMark change={rule.change} compact />
            </>
          )}
          <RuleCell
            rule={rule}
            column={column.key}
            names={names}
            canEdit={canEdit}
            onToggle={(field, value) => props.onToggle(rule, field, value)}
          />
        </td>
      ))}
      <td className="fg-rule__cell fg-rule__menu">
        <RowMenu rule={rule} canEdit={canEdit} onCommand={props.onCommand} />
      </td>
    </tr>
  )
}
export const RuleRow = memo(Row)
