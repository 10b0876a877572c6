import type { PolicyItem } from '@flowgate/shared'
import { plural } from '../../../lib/format.ts'
import type { ObjectNames } from '../../../lib/object-names.ts'
import { ConfirmDialog } from '../../../ui/dialog/confirm-dialog.tsx'
import { ConflictDialog } from '../../../ui/dialog/conflict-dialog.tsx'
import type { PolicyEdits } from '../api/policy-edits.ts'
import type { RuleEdits } from '../api/rule-edits.ts'
import type { RuleCategory } from '../api/rules.ts'
import { PolicyDialog } from './policy-dialog.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import type { PolicyDialogState } from './use-rule-commands.ts'

interface PolicyDialogsProps {
  readonly dialog: PolicyDialogState | null
  readonly category: RuleCategory
  readonly policies: readonly PolicyItem[]
  readonly view: string
  readonly names: ObjectNames
  readonly ruleEdits: RuleEdits
  readonly policyEdits: PolicyEdits
  /** The rule that was made or changed. */
  readonly onDone: (ruleId: string) => void
  readonly onDeleted: (ruleIds: ReadonlySet<string>) => void
  readonly onClose: () => void
}

export const PolicyDialogs = (props: PolicyDialogsProps) => {
  const { dialog, ruleEdits, policyEdits, onDone, onClose } = props
  const { conflict, clearConflict } = ruleEdits
  // The rule dialog shows its own conflicts.
  if (conflict?.theirs && dialog?.kind !== 'rule') {
    const { rule, patch, theirs } = conflict
    return (
      <ConflictDialog
        what={`rule ${theirs.name}`}
        theirs={theirs}
        mine={{ ...theirs, ...patch }}
        onReload={clearConflict}
        onOverwrite={() => {
          clearConflict()
          ruleEdits.update.mutate({ rule: theirs, patch, etag: theirs.etag ?? rule.etag })
        }}
        onClose={clearConflict}
      />
    )
  }
  if (!dialog) return null
  if (dialog.kind === 'policy')
    return <PolicyDialog {...props} policy={dialog.policy} edits={policyEdits} onDone={() => onClose()} />
  if (dialog.kind === 'rule')
    return (
      <RuleDialog
        {...props}
        rule={dialog.rule}
        policyId={dialog.policyId}
        position={dialog.position}
        edits={ruleEdits}
        onDone={(rule) => {
          clearConflict()
          onDone(rule.id)
        }}
      />
    )
  if (dialog.kind === 'delete-rules') {
    const { rules } = dialog
    const hits = rules.reduce((sum, rule) => sum + (rule.hits?.sessions ?? 0), 0)
    return (
      <ConfirmDialog
        title={
          rules.length === 1 ? `Delete rule “${rules[0]?.name}”?` : `Delete ${plural(rules.length, 'rule')}?`
        }
        confirmLabel={rules.length === 1 ? 'Delete rule' : 'Delete rules'}
        danger
        onConfirm={async () => {
          const left = await ruleEdits.bulk.mutateAsync({ rules, edit: 'delete' })
          const kept = new Set(left.map(({ id }) => id))
          props.onDeleted(new Set(rules.flatMap(({ id }) => (kept.has(id) ? [] : [id]))))
        }}
        onClose={onClose}
      >
        <p>
          {hits > 0
            ? `${plural(hits, 'session')} of the last 30 days were decided here; later rules or the default rule will decide such traffic once this is published.`
            : 'No recorded session of the last 30 days was decided here.'}{' '}
          Undo brings {rules.length === 1 ? 'it' : 'them'} back.
        </p>
      </ConfirmDialog>
    )
  }
  const { policy } = dialog
  return (
    <ConfirmDialog
      title={`Delete policy “${policy.name}”?`}
      confirmLabel="Delete policy"
      danger
      onConfirm={() => policyEdits.remove.mutateAsync(policy)}
      onClose={onClose}
    >
      <p>
        {policy.ruleCount === 0
          ? 'It has no rules.'
          : `Its ${plural(policy.ruleCount, 'rule')} will be deleted with it, in your draft.`}{' '}
        Undo brings it back.
      </p>
    </ConfirmDialog>
  )
}
