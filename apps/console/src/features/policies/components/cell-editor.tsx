import type { RuleItem } from '@flowgate/shared'
import { type KeyboardEvent, useState } from 'react'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ActionMark } from '../../../ui/state/action-mark.tsx'
import type { CellKey } from '../model/columns.ts'
import { ACTION_LABEL, actionsFor, DIRECTION_LABEL, IP_LABEL } from '../model/labels.ts'
import type { RulePatch } from '../model/rule-pages.ts'
import { Choices, EditorFoot, EndpointsEditor, GroupsEditor, ServicesEditor } from './cell-editors.tsx'
import { CellPopover } from './cell-popover.tsx'

interface CellEditorProps {
  readonly anchor: HTMLElement
  readonly rule: RuleItem
  readonly category: string
  readonly column: CellKey
  readonly initialText: string | undefined
  readonly view: string
  readonly names: ObjectNames
  readonly onSave: (patch: RulePatch) => void
  readonly onClose: () => void
}
type Field = 'sources' | 'destinations' | 'services' | 'appliedTo' | 'name' | 'note'
const isField = (column: CellKey): column is Field =>
  ['sources', 'destinations', 'services', 'appliedTo', 'name', 'note'].includes(column)

/** The editor for one cell of a rule, over that cell. */
export const CellEditor = (props: CellEditorProps) => {
  const { anchor, rule, category, column, initialText, view, names, onSave, onClose } = props
  const label = `${column} of ${rule.name}`
  const [value, setValue] = useState<RulePatch>(
    initialText !== undefined && (column === 'name' || column === 'note')
      ? { [column]: initialText }
      : isField(column)
        ? { [column]: rule[column] }
        : {},
  )
  const commit = () => {
    const field = isField(column) ? column : null
    const next = field === null ? undefined : value[field]
    const empty = field === 'name' && typeof next === 'string' && next.trim() === ''
    if (field !== null && !empty && JSON.stringify(next) !== JSON.stringify(rule[field])) onSave(value)
    onClose()
  }
  const choose = (patch: RulePatch) => {
    onSave(patch)
    onClose()
  }
  const onTextKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || (column === 'note' && event.shiftKey)) return
    event.preventDefault()
    commit()
  }
  const editor = {
    view,
    names,
    inline: true,
    onSubmit: commit,
    ...(initialText === undefined ? {} : { initialText }),
  }
  return (
    <CellPopover anchor={anchor} label={`Edit ${label}`} onCommit={commit} onCancel={onClose}>
      {(column === 'sources' || column === 'destinations') && (
        <EndpointsEditor
          {...editor}
          label={column === 'sources' ? 'Sources' : 'Destinations'}
          value={value[column] ?? rule[column]}
          onChange={(next) => setValue({ [column]: next })}
        />
      )}
      {column === 'services' && (
        <ServicesEditor
          {...editor}
          label="Services"
          value={value.services ?? rule.services}
          onChange={(services) => setValue({ services })}
        />
      )}
      {column === 'appliedTo' && (
        <GroupsEditor
          {...editor}
          label="Applied to"
          value={value.appliedTo ?? rule.appliedTo}
          onChange={(appliedTo) => setValue({ appliedTo: [...appliedTo] })}
        />
      )}
      {column === 'name' && (
        <input
          className="fg-cell-popover__input"
          aria-label="Name"
          // biome-ignore lint/a11y/noAutofocus: an editor that was just opened from its cell
          autoFocus
          maxLength={200}
          value={value.name ?? ''}
          onChange={(event) => setValue({ name: event.target.value })}
          onKeyDown={onTextKey}
        />
      )}
      {column === 'note' && (
        <textarea
          aria-label="Note"
          rows={4}
          // biome-ignore lint/a11y/noAutofocus: an editor that was just opened from its cell
          autoFocus
          maxLength={4_000}
          value={value.note ?? ''}
          onChange={(event) => setValue({ note: event.target.value })}
          onKeyDown={onTextKey}
        />
      )}
      {column === 'action' && (
        <Choices
          label="Action"
          value={rule.action}
          {...(initialText === undefined ? {} : { initialText })}
          options={actionsFor(category).map((action) => ({
            value: action,
            text: ACTION_LABEL[action],
            label: <ActionMark action={action} />,
          }))}
          onChoose={(action) => choose({ action })}
        />
      )}
      {column === 'direction' && (
        <Choices
          label="Direction"
          value={rule.direction}
          options={(['in-out', 'in', 'out'] as const).map((direction) => ({
            value: direction,
            text: DIRECTION_LABEL[direction],
            label: DIRECTION_LABEL[direction],
          }))}
          onChoose={(direction) => choose({ direction })}
        />
      )}
      {column === 'ipVersion' && (
        <Choices
          label="IP version"
          value={rule.ipVersion}
          options={(['any', 'ipv4', 'ipv6'] as const).map((ipVersion) => ({
            value: ipVersion,
            text: IP_LABEL[ipVersion],
            label: IP_LABEL[ipVersion],
          }))}
          onChoose={(ipVersion) => choose({ ipVersion })}
        />
      )}
      {isField(column) && column !== 'name' && column !== 'note' && <EditorFoot />}
    </CellPopover>
  )
}
