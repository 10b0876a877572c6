import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import type { PolicyItem, RuleItem } from '@flowgate/shared'
import {
  type CSSProperties,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { type GridColumn, gridMinWidth, gridTemplate } from '../model/columns.ts'
import { type CellPlace, cellId, parseCellId } from '../model/grid-keys.ts'
import type { GridRows } from '../model/grid-rows.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'
import type { RulePatch } from '../model/rule-pages.ts'
import { CellEditor } from './cell-editor.tsx'
import { GridHead } from './grid-head.tsx'
import { type DraggedRule, draggedRule, PendingRow, RuleRow, type RuleRowProps } from './rule-row.tsx'
import { EmptySection, type PolicyCommand, SectionHeader } from './section-header.tsx'
import { useCellFocus } from './use-cell-focus.ts'
import { useGridKeys } from './use-grid-keys.ts'
import { useGridWindow } from './use-grid-window.ts'
import './rules-grid.css'

interface RulesGridProps {
  readonly rows: GridRows
  readonly rules: LoadedRules
  readonly columns: readonly GridColumn[]
  readonly names: ObjectNames
  readonly view: string
  /** Why nothing can be edited; null when it can. */
  readonly blocked: string | null
  readonly changedFields: ReadonlyMap<string, ReadonlySet<string>>
  readonly collapsed: ReadonlySet<string>
  readonly selected: ReadonlyMap<string, RuleItem>
  /** Place in the list of the rule that the address names; null when there is none, or it is not known yet. */
  readonly highlighted: { readonly id: string; readonly index: number } | null
  /** Places of the list that must be loaded. */
  readonly onShow: (places: readonly number[]) => void
  readonly onCollapse: (policyId: string) => void
  readonly onSelect: (rule: RuleItem, selected: boolean) => void
  readonly onSelectAll: (selected: boolean) => void
  readonly onPatch: (rule: RuleItem, patch: RulePatch) => void
  readonly onDrop: (ruleId: string, target: string) => void
  readonly onCommand: RuleRowProps['onCommand']
  readonly onPolicyCommand: (policy: PolicyItem, command: PolicyCommand) => void
}
interface Editing extends CellPlace {
  readonly anchor: HTMLElement
  readonly initialText: string | undefined
}
/** Rules fetched before they are scrolled to. */
const AHEAD = 40

/** The same function from render to render, whatever it calls. */
const useLatest = <A extends readonly unknown[]>(act: (...args: A) => void) => {
  const latest = useRef(act)
  latest.current = act
  return useCallback((...args: A) => latest.current(...args), [])
}

export const RulesGrid = (props: RulesGridProps) => {
  const { rows, rules, columns, blocked, selected, highlighted, view, names } = props
  const canEdit = blocked === null
  const [editing, setEditing] = useState<Editing | null>(null)
  const [dragged, setDragged] = useState<DraggedRule | null>(null)
  const keyOf = useCallback(
    (row: number) => {
      const found = rows.at(row)
      // By place, not by rule: heights must outlive the pages that are let go when they are scrolled away.
      return found?.kind === 'rule' ? found.index : `${found?.kind}:${found?.policy.id}`
    },
    [rows],
  )
  const [kept, setKept] = useState<readonly number[]>([])
  const { box, room, virtualizer } = useGridWindow({ rows, keyOf, kept })
  const scrollTo = (row: number) => virtualizer.scrollToIndex(row, { align: 'auto' })
  const focus = useCellFocus({ box, rows, rules, scrollTo })
  const draggedRow = dragged ? rows.ofRule(dragged.index) : null
  const keptText = [focus.activeRow, draggedRow].filter((row) => row !== null).join(',')
  useEffect(() => setKept(keptText === '' ? [] : keptText.split(',').map(Number)), [keptText])

  // Rules that have changed places have taken their heights with them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rules, other heights
  useLayoutEffect(() => {
    for (const row of box.current?.querySelectorAll('[data-index]') ?? []) virtualizer.measureElement(row)
  }, [rules, box, virtualizer])

  const items = virtualizer.getVirtualItems()
  const places = items.flatMap(({ index }) => {
    const row = rows.at(index)
    return row?.kind === 'rule' ? [row.index] : []
  })
  const [from, to] = [Math.min(...places) - AHEAD, Math.max(...places) + AHEAD]
  const { onShow } = props
  useEffect(() => {
    if (Number.isFinite(from)) onShow([Math.max(0, from), to])
  }, [from, to, onShow])

  const target = highlighted ? rows.ofRule(highlighted.index) : null
  const targetId = highlighted?.id
  // Once for each rule that the address names: afterwards the reader scrolls where they like.
  useEffect(() => {
    if (target !== null && targetId) virtualizer.scrollToIndex(target, { align: 'center' })
  }, [target, targetId, virtualizer])

  const onSelect = useLatest(props.onSelect)
  const onCommand = useLatest(props.onCommand)
  const onPatch = useLatest(props.onPatch)
  const onCollapse = useLatest(props.onCollapse)
  const onPolicyCommand = useLatest(props.onPolicyCommand)
  const onToggle = useCallback<RuleRowProps['onToggle']>(
    (rule, field, value) => onPatch(rule, { [field]: value }),
    [onPatch],
  )
  const edit = (place: CellPlace, initialText?: string) => {
    const anchor = focus.cellOf(place)
    const column = columns.find((item) => item.key === place.column)
    if (anchor && column?.editable && canEdit) setEditing({ ...place, anchor, initialText })
  }
  const onKeyDown = useGridKeys({
    rows,
    rules,
    columns,
    canEdit,
    focus,
    onEdit: edit,
    onPatch: props.onPatch,
    onCommand: props.onCommand,
    onSelect: (rule) => props.onSelect(rule, !selected.has(rule.id)),
  })
  const onDoubleClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null
    if (cell) edit(parseCellId(cell.dataset.cell ?? ''))
  }
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }))
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(null)
    if (over && over.id !== active.id) props.onDrop(String(active.id), String(over.id))
  }
  const editedRule = editing ? rules.find(editing.ruleId)?.rule : undefined
  const category = useMemo(() => rows.at(0)?.policy.category ?? '', [rows])
  const firstRow = rows.nextRule(0, 1)
  const firstRule = firstRow === null ? undefined : rows.at(firstRow)
  const tabStop =
    focus.active && focus.activeRow !== null
      ? focus.active
      : {
          ruleId: firstRule?.kind === 'rule' ? rules.at(firstRule.index)?.id : undefined,
          column: 'name' as const,
        }
  const margin = virtualizer.options.scrollMargin
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) => setDragged(draggedRule(active.data.current))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={onDragEnd}
    >
      <div
        ref={box}
        className="fg-grid"
        style={
          {
            '--fg-grid-template': gridTemplate(columns),
            '--fg-grid-min': `${gridMinWidth(columns)}px`,
            '--fg-grid-width': `${room.width}px`,
            maxHeight: room.height,
          } as CSSProperties
        }
      >
        <table
          onKeyDown={onKeyDown}
          onDoubleClick={onDoubleClick}
          onFocus={focus.onFocus}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are edited is a grid
          role="grid"
          aria-label="Rules"
          aria-rowcount={rows.count + 1}
          aria-readonly={!canEdit}
          className="fg-grid__inner"
        >
          <GridHead
            columns={columns}
            allSelected={rules.total > 0 && selected.size >= rules.total}
            onSelectAll={props.onSelectAll}
          />
          <tbody
            style={{
              paddingBlockStart: (items[0]?.start ?? margin) - margin,
              paddingBlockEnd: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin),
            }}
          >
            {items.map((item, place) => {
              const row = rows.at(item.index)
              if (!row) return null
              const gap = item.start - (place === 0 ? item.start : (items[place - 1]?.end ?? item.start))
              const where = { row: item.index, gap, measure: virtualizer.measureElement }
              if (row.kind === 'section')
                return (
                  <SectionHeader
                    key={item.key}
                    {...where}
                    policy={row.policy}
                    names={names}
                    blocked={blocked}
                    expanded={!props.collapsed.has(row.policy.id)}
                    columns={columns.length + 2}
                    onToggle={onCollapse}
                    onCommand={onPolicyCommand}
                  />
                )
              if (row.kind === 'none')
                return <EmptySection key={item.key} {...where} columns={columns.length + 2} />
              const rule = rules.at(row.index)
              if (!rule) return <PendingRow key={item.key} {...where} />
              return (
                <RuleRow
                  key={rule.id}
                  {...where}
                  rule={rule}
                  index={row.index}
                  columns={columns}
                  names={names}
                  view={view}
                  canEdit={canEdit}
                  selected={selected.has(rule.id)}
                  highlighted={rule.id === highlighted?.id}
                  active={tabStop.ruleId === rule.id ? tabStop.column : null}
                  changed={props.changedFields.get(rule.id)}
                  onSelect={onSelect}
                  onToggle={onToggle}
                  onCommand={onCommand}
                />
              )
            })}
          </tbody>
        </table>
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged && <div className="fg-rule__ghost">{dragged.rule.name}</div>}
      </DragOverlay>
      {editing && editedRule && (
        <CellEditor
          key={cellId(editing)}
          anchor={editing.anchor}
          rule={editedRule}
          category={category}
          column={editing.column}
          initialText={editing.initialText}
          view={view}
          names={names}
          onSave={(patch) => props.onPatch(editedRule, patch)}
          onClose={() => {
            const { ruleId, column } = editing
            setEditing(null)
            focus.focusOn({ ruleId, column })
          }}
        />
      )}
    </DndContext>
  )
}
