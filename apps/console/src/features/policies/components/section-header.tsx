import { useDroppable } from '@dnd-kit/core'
import type { PolicyItem } from '@flowgate/shared'
import { Button, Divider, DropdownItem, Label, Switch } from '@patternfly/react-core'
import { AngleDownIcon, AngleRightIcon, PlusIcon } from '@patternfly/react-icons'
import { memo, useCallback } from 'react'
import { Link } from 'react-router'
import { plural } from '../../../lib/format.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { paths } from '../../../lib/paths.ts'
import { ChangeMark } from '../../../ui/change-mark.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { LazyMenu } from './lazy-menu.tsx'

export type PolicyCommand = 'edit' | 'clone' | 'up' | 'down' | 'delete' | 'add' | 'enabled'
interface Where {
  readonly row: number
  /** Room above, for rows that are not drawn. */
  readonly gap: number
  readonly measure: (node: Element | null) => void
}
interface SectionHeaderProps extends Where {
  readonly policy: PolicyItem
  readonly names: ObjectNames
  readonly blocked: string | null
  readonly expanded: boolean
  readonly columns: number
  readonly onToggle: (policyId: string) => void
  readonly onCommand: (policy: PolicyItem, command: PolicyCommand) => void
}
const MENU: readonly (readonly [PolicyCommand, string])[] = [
  ['edit', 'Edit policy…'],
  ['clone', 'Clone'],
  ['up', 'Move up'],
  ['down', 'Move down'],
]

/** Of an empty policy, the place that rules can be dropped on. */
export const sectionDropId = (policyId: string) => `policy:${policyId}`

export const SectionHeader = memo((props: SectionHeaderProps) => {
  const { policy, names, blocked, expanded, onCommand } = props
  const drop = useDroppable({ id: sectionDropId(policy.id), disabled: blocked !== null })
  const { setNodeRef } = drop
  const { measure } = props
  const ref = useCallback(
    (node: HTMLTableRowElement | null) => {
      setNodeRef(node)
      measure(node)
    },
    [setNodeRef, measure],
  )
  const changed = policy.change !== null || policy.changedRules > 0
  return (
    <tr
      ref={ref}
      data-index={props.row}
      aria-rowindex={props.row + 2}
      className="fg-section-row"
      style={props.gap > 0 ? { marginBlockStart: props.gap } : undefined}
    >
      <td
        colSpan={props.columns}
        className={`fg-section${changed ? ' fg-section--changed' : ''}${drop.isOver ? ' fg-section--target' : ''}`}
      >
        <Button
          variant="plain"
          size="sm"
          aria-expanded={expanded}
          aria-label={`${expanded ? 'Collapse' : 'Expand'} policy ${policy.name}`}
          icon={expanded ? <AngleDownIcon /> : <AngleRightIcon />}
          onClick={() => props.onToggle(policy.id)}
        />
        <Link
          to={paths.policy(policy.id)}
          className="fg-section__name"
          title={policy.description || policy.name}
        >
          {policy.name}
        </Link>
        <span className="fg-subtle fg-num">{plural(policy.ruleCount, 'rule')}</span>
        <ChangeMark change={policy.change} />
        {policy.change === null && policy.changedRules > 0 && (
          <Label isCompact variant="outline" color="purple">
            {plural(policy.changedRules, 'rule')} changed
          </Label>
        )}
        {policy.appliedTo.length > 0 && (
          <span className="fg-row">
            <span className="fg-subtle">applied to</span>
            {policy.appliedTo.slice(0, 3).map((id) => (
              <ObjectChip key={id} kind="group" name={names.group(id).name} to={paths.group(id)} />
            ))}
            {policy.appliedTo.length > 3 && <span className="fg-subtle">+{policy.appliedTo.length - 3}</span>}
          </span>
        )}
        {!policy.stateful && <Label isCompact>stateless</Label>}
        {policy.tcpStrict && <Label isCompact>TCP strict</Label>}
        <span className="fg-section__end">
          <Switch
            id={`policy-${policy.id}`}
            aria-label={`Enabled: policy ${policy.name}`}
            isChecked={policy.enabled}
            isDisabled={blocked !== null}
            onChange={() => onCommand(policy, 'enabled')}
          />
          <GuardedButton
            requires="policy:write"
            blocked={blocked}
            variant="link"
            size="sm"
            icon={<PlusIcon />}
            aria-label={`Add rule to ${policy.name}`}
            onClick={() => onCommand(policy, 'add')}
          >
            Add rule
          </GuardedButton>
          <LazyMenu label={`Actions for policy ${policy.name}`} isDisabled={blocked !== null}>
            {() => (
              <>
                {MENU.map(([command, label]) => (
                  <DropdownItem key={command} onClick={() => onCommand(policy, command)}>
                    {label}
                  </DropdownItem>
                ))}
                <Divider />
                <DropdownItem isDanger onClick={() => onCommand(policy, 'delete')}>
                  Delete…
                </DropdownItem>
              </>
            )}
          </LazyMenu>
        </span>
      </td>
    </tr>
  )
})

/** Beneath a policy that has no rules. */
export const EmptySection = ({ row, gap, measure, columns }: Where & { readonly columns: number }) => (
  <tr
    ref={measure}
    data-index={row}
    aria-rowindex={row + 2}
    className="fg-section-none"
    style={gap > 0 ? { marginBlockStart: gap } : undefined}
  >
    <td colSpan={columns} className="fg-section__none">
      No rules yet. Traffic passes on to the next policy.
    </td>
  </tr>
)
