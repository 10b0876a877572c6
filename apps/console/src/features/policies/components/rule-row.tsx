import { useDraggable, useDroppable } from '@dnd-kit/core'
import type { RuleItem } from '@flowgate/shared'
import { Checkbox } from '@patternfly/react-core'
import { GripVerticalIcon } from '@patternfly/react-icons'
import { memo, useCallback } from 'react'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import type { CellKey, GridColumn } from '../model/columns.ts'
import type { RuleCommand } from '../model/rule-command.ts'
import { RowMenu } from './row-menu.tsx'
import { RuleCell } from './rule-cell.tsx'

interface RuleCellsProps {
  readonly rule: RuleItem
  readonly columns: readonly GridColumn[]
  readonly names: ObjectNames
  readonly view: string
  readonly canEdit: boolean
  readonly selected: boolean
  /** The cell that Tab leads to. */
  readonly active: CellKey | null
  readonly changed: ReadonlySet<string> | undefined
  readonly onSelect: (rule: RuleItem, selected: boolean) => void
  readonly onToggle: (rule: RuleItem, field: 'log' | 'enabled', value: boolean) => void
  readonly onCommand: (rule: RuleItem, command: RuleCommand) => void
}
export interface RuleRowProps extends RuleCellsProps {
  /** Row of the grid, headings counted. */
  readonly row: number
  /** Place in the list of rules. */
  readonly index: number
  /** Room above, for rows that are not drawn. */
  readonly gap: number
  readonly highlighted: boolean
  readonly measure: (node: Element | null) => void
}
/** What the drag of a rule says of it. */
export interface DraggedRule {
  readonly rule: RuleItem
  readonly index: number
}
export const draggedRule = (data: unknown): DraggedRule | null =>
  typeof data === 'object' && data !== null && 'rule' in data ? (data as DraggedRule) : null

const Handle = ({ rule, index, canEdit }: DraggedRule & { readonly canEdit: boolean }) => {
  const drag = useDraggable({ id: rule.id, disabled: !canEdit, data: { rule, index } })
  return (
    <button
      type="button"
      ref={drag.setNodeRef}
      className="fg-rule__handle"
      disabled={!canEdit}
      {...drag.attributes}
      {...drag.listeners}
      tabIndex={-1}
      aria-label={`Move rule ${rule.name}`}
      title="Drag, or Alt+Up and Alt+Down"
    >
      <GripVerticalIcon />
    </button>
  )
}

/** Drawn again only when something of the rule's changes, not while the grid scrolls or another rule is dragged. */
const RuleCells = memo(({ index, ...props }: RuleCellsProps & { readonly index: number }) => {
  const { rule, columns, names, view, canEdit, active, changed, onSelect, onToggle, onCommand } = props
  const isChanged = (column: GridColumn) =>
    column.fields.length > 0 &&
    (rule.change === 'added' || column.fields.some((field) => changed?.has(field)))
  return (
    <>
      <td className="fg-rule__cell fg-rule__select">
        <Checkbox
          id={`select-${rule.id}`}
          aria-label={`Select rule ${rule.name}`}
          isChecked={props.selected}
          onChange={(_event, value) => onSelect(rule, value)}
        />
      </td>
      {columns.map((column) => (
        <td
          key={column.key}
          tabIndex={active === column.key ? 0 : -1}
          data-cell={`${rule.id}:${column.key}`}
          className={`fg-rule__cell${column.numeric ? ' fg-rule__cell--numeric' : ''}${
            isChanged(column) ? ' fg-rule__cell--changed' : ''
          }`}
        >
          {column.key === 'sequence' && (
            <>
              <Handle rule={rule} index={index} canEdit={canEdit} />
              <ChangeMark change={rule.change} compact />
            </>
          )}
          <RuleCell
            rule={rule}
            column={column.key}
            names={names}
            view={view}
            canEdit={canEdit}
            onToggle={(field, value) => onToggle(rule, field, value)}
          />
        </td>
      ))}
      <td className="fg-rule__cell fg-rule__menu">
        <RowMenu rule={rule} canEdit={canEdit} onCommand={onCommand} />
      </td>
    </>
  )
})

export const RuleRow = ({ row, gap, highlighted, measure, ...cells }: RuleRowProps) => {
  const { rule, index, selected, canEdit } = cells
  const { setNodeRef, isOver, active } = useDroppable({ id: rule.id, disabled: !canEdit })
  const ref = useCallback(
    (node: HTMLTableRowElement | null) => {
      setNodeRef(node)
      measure(node)
    },
    [setNodeRef, measure],
  )
  const dragged = draggedRule(active?.data.current)
  const isAfter =
    dragged !== null && dragged.rule.policyId === rule.policyId && dragged.index < index ? 'after' : 'before'
  const classes = [
    'fg-rule',
    rule.enabled ? '' : 'fg-rule--off',
    rule.change ? 'fg-rule--changed' : '',
    highlighted ? 'fg-rule--highlighted' : '',
    dragged?.rule.id === rule.id ? 'fg-rule--dragged' : isOver ? `fg-rule--drop-${isAfter}` : '',
  ]
  return (
    <tr
      ref={ref}
      data-index={row}
      aria-rowindex={row + 2}
      aria-selected={selected}
      data-rule={rule.id}
      className={classes.filter((name) => name !== '').join(' ')}
      style={gap > 0 ? { marginBlockStart: gap } : undefined}
    >
      <RuleCells {...cells} />
    </tr>
  )
}

/** Where a rule will be once its page is here. */
export const PendingRow = ({ row, gap, measure }: Pick<RuleRowProps, 'row' | 'gap' | 'measure'>) => (
  <tr
    ref={measure}
    data-index={row}
    aria-rowindex={row + 2}
    className="fg-rule fg-rule--pending"
    style={gap > 0 ? { marginBlockStart: gap } : undefined}
  >
    <td aria-label="Loading" />
  </tr>
)
