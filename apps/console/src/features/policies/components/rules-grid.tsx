import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable'
import type { PolicyItem, RuleItem } from '@flowgate/shared'
import { Checkbox } from '@patternfly/react-core'
import {
  type CSSProperties,
  Fragment,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ObjectNames } from '../../../lib/object-names.ts'
import type { RulePatch } from '../model/cached-rules.ts'
import { type CellKey, type GridColumn, gridMinWidth, gridTemplate } from '../model/columns.ts'
import { type CellPlace, cellId, nextCell, parseCellId } from '../model/grid-keys.ts'
import { CellEditor } from './cell-editor.tsx'
import { RuleRow, type RuleRowProps } from './rule-row.tsx'
import { type PolicyCommand, SectionHeader } from './section-header.tsx'
import './rules-grid.css'

interface RulesGridProps {
  readonly policies: readonly PolicyItem[]
  readonly rules: readonly RuleItem[]
  readonly columns: readonly GridColumn[]
  readonly names: ObjectNames
  readonly view: string
  /** Why nothing can be edited; null when it can. */
  readonly blocked: string | null
  readonly changedFields: ReadonlyMap<string, ReadonlySet<string>>
  readonly collapsed: ReadonlySet<string>
  readonly selected: ReadonlySet<string>
  readonly highlighted: string
  /** Only some of the rules are shown: an empty policy may have some. */
  readonly filtered: boolean
  readonly onCollapse: (policyId: string) => void
  readonly onSelect: (ids: ReadonlySet<string>) => void
  readonly onPatch: (rule: RuleItem, patch: RulePatch) => void
  readonly onDrop: (ruleId: string, target: string) => void
  readonly onCommand: RuleRowProps['onCommand']
  readonly onPolicyCommand: (policy: PolicyItem, command: PolicyCommand) => void
}
interface Editing extends CellPlace {
  readonly anchor: HTMLElement
  readonly initialText: string | undefined
}
const groupByPolicy = (rules: readonly RuleItem[]): ReadonlyMap<string, readonly RuleItem[]> => {
  const groups = new Map<string, RuleItem[]>()
  for (const rule of rules) {
    const group = groups.get(rule.policyId)
    if (group) group.push(rule)
    else groups.set(rule.policyId, [rule])
  }
  return groups
}
const TOGGLES: readonly CellKey[] = ['log', 'enabled']

export const RulesGrid = (props: RulesGridProps) => {
  const { policies, rules, columns, blocked, selected, onPatch, onCommand } = props
  const grid = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<CellPlace | null>(null)
  const [editing, setEditing] = useState<Editing | null>(null)
  const canEdit = blocked === null
  const byPolicy = useMemo(() => groupByPolicy(rules), [rules])
  const shownPolicies = props.filtered ? policies.filter((policy) => byPolicy.has(policy.id)) : policies
  const visible = shownPolicies
    .filter((policy) => !props.collapsed.has(policy.id))
    .flatMap((policy) => byPolicy.get(policy.id) ?? [])
  const order = visible.map((rule) => rule.id)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }))

  const cellOf = (place: CellPlace) =>
    grid.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cellId(place))}"]`) ?? null
  const focusOn = (place: CellPlace) => {
    setActive(place)
    cellOf(place)?.focus()
  }
  const edit = (place: CellPlace, initialText?: string) => {
    const anchor = cellOf(place)
    const column = columns.find((item) => item.key === place.column)
    if (anchor && column?.editable && canEdit) setEditing({ ...place, anchor, initialText })
  }
  const { highlighted } = props
  const loaded = order.includes(highlighted)
  useEffect(() => {
    if (!loaded || !highlighted) return
    const row = grid.current?.querySelector(`[data-rule="${CSS.escape(highlighted)}"]`)
    row?.scrollIntoView({ block: 'center' })
  }, [highlighted, loaded])

  const onKeyDown = (event: KeyboardEvent) => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null
    if (!target || target !== event.target) return
    const place = parseCellId(target.dataset.cell ?? '')
    const rule = rules.find((item) => item.id === place.ruleId)
    if (!rule) return
    const modified = event.ctrlKey || event.metaKey
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      if (canEdit) onCommand(rule, event.key === 'ArrowUp' ? 'up' : 'down')
    } else if (event.altKey) return
    else if (!modified && (event.key === 'Enter' || event.key === 'F2' || event.key === ' ')) {
      const field = TOGGLES.find((key) => key === place.column)
      if (field === 'log' || field === 'enabled') {
        if (canEdit) onPatch(rule, { [field]: !rule[field] })
      } else if (event.key === ' ') {
        const ids = new Set(selected)
        if (!ids.delete(rule.id)) ids.add(rule.id)
        props.onSelect(ids)
      } else edit(place)
    } else if (!modified && event.key === 'Delete') {
      if (canEdit) onCommand(rule, 'delete')
    } else if (!modified && event.key === 'Insert') {
      if (canEdit) onCommand(rule, 'below')
    } else if (!modified && event.key.length === 1 && !TOGGLES.includes(place.column)) {
      // `?`, `/` and `g` are the console's own, outside of a cell that can be typed into.
      const column = columns.find((item) => item.key === place.column)
      if (!column?.editable || !canEdit) return
      edit(place, event.key)
      event.nativeEvent.stopImmediatePropagation()
    } else {
      const next = nextCell(place, event.key, order, columns)
      if (!next) return
      focusOn(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const onDoubleClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null
    if (cell) edit(parseCellId(cell.dataset.cell ?? ''))
  }
  const onFocus = (event: { readonly target: EventTarget }) => {
    if (event.target instanceof HTMLElement && event.target.dataset.cell)
      setActive(parseCellId(event.target.dataset.cell))
  }
  const onDragEnd = ({ active: dragged, over }: DragEndEvent) => {
    if (over && over.id !== dragged.id) props.onDrop(String(dragged.id), String(over.id))
  }
  const allSelected = visible.length > 0 && visible.every((rule) => selected.has(rule.id))
  const editedRule = editing ? rules.find((rule) => rule.id === editing.ruleId) : undefined
  const categoryOf = (rule: RuleItem) =>
    policies.find((policy) => policy.id === rule.policyId)?.category ?? ''
  const tabStop =
    active && order.includes(active.ruleId) ? active : { ruleId: order[0] ?? '', column: 'name' as const }
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
      <div
        ref={grid}
        className="fg-grid"
        style={
          {
            '--fg-grid-template': gridTemplate(columns),
            '--fg-grid-min': `${gridMinWidth(columns)}px`,
          } as CSSProperties
        }
      >
        <table
          onKeyDown={onKeyDown}
          onDoubleClick={onDoubleClick}
          onFocus={onFocus}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are edited is a grid
          role="grid"
          aria-label="Rules"
          aria-rowcount={rules.length}
          aria-readonly={!canEdit}
          className="fg-grid__inner"
        >
          <thead>
            <tr className="fg-grid__head">
              <th aria-label="Select">
                <Checkbox
                  id="select-all-rules"
                  aria-label="Select all rules shown"
                  isChecked={allSelected}
                  onChange={(_event, value) => props.onSelect(new Set(value ? order : []))}
                />
              </th>
              {columns.map((column) => (
                <th key={column.key} className={column.numeric ? 'fg-rule__cell--numeric' : ''}>
                  {column.label}
                </th>
              ))}
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            <SortableContext items={order} strategy={verticalListSortingStrategy}>
              {shownPolicies.map((policy) => {
                const own = byPolicy.get(policy.id) ?? []
                const expanded = !props.collapsed.has(policy.id)
                return (
                  <Fragment key={policy.id}>
                    <SectionHeader
                      policy={policy}
                      names={props.names}
                      blocked={blocked}
                      expanded={expanded}
                      columns={columns.length + 2}
                      onToggle={() => props.onCollapse(policy.id)}
                      onCommand={props.onPolicyCommand}
                    />
                    {expanded && own.length === 0 && (
                      <tr className="fg-section-row">
                        <td colSpan={columns.length + 2} className="fg-section__none">
                          No rules yet. Traffic passes on to the next policy.
                        </td>
                      </tr>
                    )}
                    {expanded &&
                      own.map((rule) => (
                        <RuleRow
                          key={rule.id}
                          rule={rule}
                          columns={columns}
                          names={props.names}
                          canEdit={canEdit}
                          selected={selected.has(rule.id)}
                          highlighted={rule.id === highlighted}
                          active={tabStop.ruleId === rule.id ? tabStop.column : null}
                          changed={props.changedFields.get(rule.id)}
                          onSelect={(item, value) => {
                            const ids = new Set(selected)
                            if (value) ids.add(item.id)
                            else ids.delete(item.id)
                            props.onSelect(ids)
                          }}
                          onToggle={(item, field, value) => onPatch(item, { [field]: value })}
                          onCommand={onCommand}
                        />
                      ))}
                  </Fragment>
                )
              })}
            </SortableContext>
          </tbody>
        </table>
      </div>
      {editing && editedRule && (
        <CellEditor
          key={cellId(editing)}
          anchor={editing.anchor}
          rule={editedRule}
          category={categoryOf(editedRule)}
          column={editing.column}
          initialText={editing.initialText}
          view={props.view}
          names={props.names}
          onSave={(patch) => onPatch(editedRule, patch)}
          onClose={() => {
            const { ruleId, column } = editing
            setEditing(null)
            focusOn({ ruleId, column })
          }}
        />
      )}
    </DndContext>
  )
}
