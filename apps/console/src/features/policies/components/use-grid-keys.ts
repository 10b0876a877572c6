import type { RuleItem } from '@flowgate/shared'
import type { KeyboardEvent } from 'react'
import type { CellKey, GridColumn } from '../model/columns.ts'
import { type CellPlace, nextCell, parseCellId } from '../model/grid-keys.ts'
import type { GridRows } from '../model/grid-rows.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'
import type { RuleCommand } from '../model/rule-command.ts'
import type { RulePatch } from '../model/rule-pages.ts'
import type { CellFocus } from './use-cell-focus.ts'

interface Scene {
  readonly rows: GridRows
  readonly rules: LoadedRules
  readonly columns: readonly GridColumn[]
  readonly canEdit: boolean
  readonly focus: CellFocus
  readonly onEdit: (place: CellPlace, initialText?: string) => void
  readonly onPatch: (rule: RuleItem, patch: RulePatch) => void
  readonly onCommand: (rule: RuleItem, command: RuleCommand) => void
  readonly onSelect: (rule: RuleItem) => void
}
const TOGGLES: readonly CellKey[] = ['log', 'enabled']

/** What keys do in a cell that has the focus. */
export const useGridKeys = (scene: Scene) => {
  const { rows, rules, columns, canEdit, focus, onEdit, onPatch, onCommand } = scene
  return (event: KeyboardEvent) => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null
    if (!target || target !== event.target) return
    const place = parseCellId(target.dataset.cell ?? '')
    const found = rules.find(place.ruleId)
    if (!found) return
    const { rule, index } = found
    const modified = event.ctrlKey || event.metaKey
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      if (!canEdit) return
      onCommand(rule, event.key === 'ArrowUp' ? 'up' : 'down')
      focus.focusOn(place)
    } else if (event.altKey) return
    else if (!modified && (event.key === 'Enter' || event.key === 'F2' || event.key === ' ')) {
      const field = TOGGLES.find((key) => key === place.column)
      if (field === 'log' || field === 'enabled') {
        if (canEdit) onPatch(rule, { [field]: !rule[field] })
      } else if (event.key === ' ') scene.onSelect(rule)
      else onEdit(place)
    } else if (!modified && event.key === 'Delete') {
      if (canEdit) onCommand(rule, 'delete')
    } else if (!modified && event.key === 'Insert') {
      if (canEdit) onCommand(rule, 'below')
    } else if (!modified && event.key.length === 1 && !TOGGLES.includes(place.column)) {
      // `?`, `/` and `g` are the console's own, outside of a cell that can be typed into.
      const column = columns.find((item) => item.key === place.column)
      if (!column?.editable || !canEdit) return
      onEdit(place, event.key)
      event.nativeEvent.stopImmediatePropagation()
    } else {
      const row = rows.ofRule(index)
      const next =
        row === null ? null : nextCell({ row, column: place.column }, event.key, rows, columns, modified)
      if (!next) return
      focus.focusOn(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
}
