import type { RuleItem } from '@flowgate/shared'
import { Divider, DropdownItem } from '@patternfly/react-core'
import type { RuleCommand } from '../model/rule-command.ts'
import { LazyMenu } from './lazy-menu.tsx'

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
    <LazyMenu label={`Actions for rule ${rule.name}`}>
      {() => (
        <>
          {EDITS.map(([command, label]) => item(command, label))}
          {item('enabled', rule.enabled ? 'Disable' : 'Enable')}
          {item('link', 'Copy a link to this rule')}
          <Divider />
          {item('delete', 'Delete…', true)}
        </>
      )}
    </LazyMenu>
  )
}
