import type { RuleItem } from '@flowgate/shared'
import {
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from '@patternfly/react-core'
import { EllipsisVIcon } from '@patternfly/react-icons'
import { type Ref, useState } from 'react'
import type { RuleCommand } from '../model/rule-command.ts'

interface RowMenuProps {
  readonly rule: RuleItem
  readonly canEdit: boolean
  readonly onCommand: (rule: RuleItem, command: RuleCommand) => void
}
const EDITS: readonly (readonly [RuleCommand, string])[] = [
  ['edit', 'Edit all fields…'],
  ['above', 'Add a rule above…'],
  ['below', 'Add a rule below…'],
  ['clone', 'Clone'],
  ['up', 'Move up (Alt+Up)'],
  ['down', 'Move down (Alt+Down)'],
]

export const RowMenu = ({ rule, canEdit, onCommand }: RowMenuProps) => {
  const [open, setOpen] = useState(false)
  const item = (command: RuleCommand, label: string, danger = false) => (
    <DropdownItem
      key={command}
      isDisabled={!canEdit && command !== 'link'}
      isDanger={danger}
      onClick={() => onCommand(rule, command)}
    >
      {label}
    </DropdownItem>
  )
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(ref: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          size="sm"
          aria-label={`Actions for rule ${rule.name}`}
          isExpanded={open}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!open)}
        />
      )}
    >
      {open ? (
        <DropdownList>
          {EDITS.map(([command, label]) => item(command, label))}
          {item('enabled', rule.enabled ? 'Disable' : 'Enable')}
          {item('link', 'Copy a link to this rule')}
          <Divider />
          {item('delete', 'Delete…', true)}
        </DropdownList>
      ) : null}
    </Dropdown>
  )
}
