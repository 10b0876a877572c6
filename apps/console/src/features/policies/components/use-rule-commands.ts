import type { PolicyItem, RuleItem } from '@flowgate/shared'
import { useState } from 'react'
import { copyText, NOT_COPIED } from '../../../lib/copy.ts'
import { paths } from '../../../lib/paths.ts'
import { toasts } from '../../../lib/toasts.ts'
import type { PolicyEdits } from '../api/policy-edits.ts'
import type { RuleEdits } from '../api/rule-edits.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'
import { moveByOne, moveOnto, rulesPassed } from '../model/moves.ts'
import type { RuleCommand } from '../model/rule-command.ts'
import type { NewRuleBody } from '../model/rule-form.ts'
import type { RulePatch } from '../model/rule-pages.ts'
import { type PolicyCommand, sectionDropId } from './section-header.tsx'

/** Which dialog is open over the grid. */
export type PolicyDialogState =
  | { readonly kind: 'policy'; readonly policy: PolicyItem | null }
  | {
      readonly kind: 'rule'
      readonly rule: RuleItem | null
      readonly policyId: string | null
      readonly position?: NewRuleBody['position']
    }
  | { readonly kind: 'delete-rules'; readonly rules: readonly RuleItem[] }
  | { readonly kind: 'delete-policy'; readonly policy: PolicyItem }

interface Scene {
  readonly view: string
  readonly rules: LoadedRules
  /** Of the stage shown, in order. */
  readonly policies: readonly PolicyItem[]
  readonly ruleEdits: RuleEdits
  readonly policyEdits: PolicyEdits
  readonly onMoved: (rule: RuleItem, passed: readonly RuleItem[]) => void
}

/** What the menus, keys and drags of the grid do. */
export const useRuleCommands = ({ view, rules, policies, ruleEdits, policyEdits, onMoved }: Scene) => {
  const [dialog, setDialog] = useState<PolicyDialogState | null>(null)
  const report = (rule: RuleItem, patch: RulePatch) => onMoved(rule, rulesPassed(rules, rule, patch))
  const onCommand = (rule: RuleItem, command: RuleCommand) => {
    const { policyId } = rule
    switch (command) {
      case 'edit':
        return setDialog({ kind: 'rule', rule, policyId })
      case 'above':
        return setDialog({ kind: 'rule', rule: null, policyId, position: { before: rule.id } })
      case 'below':
        return setDialog({ kind: 'rule', rule: null, policyId, position: { after: rule.id } })
      case 'clone':
        return ruleEdits.clone.mutate(rule)
      case 'enabled':
        return ruleEdits.update.mutate({ rule, patch: { enabled: !rule.enabled } })
      case 'delete':
        return setDialog({ kind: 'delete-rules', rules: [rule] })
      case 'up':
      case 'down': {
        const patch = moveByOne(rules, rule, command === 'up' ? -1 : 1)
        if (!patch) return
        report(rule, patch)
        return ruleEdits.update.mutate({ rule, patch })
      }
      case 'link':
        void copyText(
          window.location.origin +
            paths.rule(policyId, rule.id, view.startsWith('revision:') ? view : undefined),
        ).then((done) =>
          toasts.add(
            done ? { variant: 'info', title: 'Link copied' } : { variant: 'warning', title: NOT_COPIED },
          ),
        )
        return
    }
  }
  const onPolicyCommand = (policy: PolicyItem, command: PolicyCommand) => {
    const { id: policyId, etag } = policy
    const patch = (change: Parameters<typeof policyEdits.update.mutate>[0]['patch']) =>
      policyEdits.update.mutate(
        { policyId, etag, patch: change },
        {
          onError: (error) =>
            toasts.add({
              variant: 'danger',
              title: `Could not change policy “${policy.name}”`,
              body: error.message,
            }),
        },
      )
    const index = policies.findIndex((item) => item.id === policyId)
    switch (command) {
      case 'edit':
        return setDialog({ kind: 'policy', policy })
      case 'add':
        return setDialog({ kind: 'rule', rule: null, policyId })
      case 'clone':
        return policyEdits.clone.mutate(policy)
      case 'enabled':
        return patch({ enabled: !policy.enabled })
      case 'delete':
        return setDialog({ kind: 'delete-policy', policy })
      case 'up': {
        const before = policies[index - 1]
        return before && patch({ position: { before: before.id } })
      }
      case 'down': {
        const after = policies[index + 1]
        return after && patch({ position: { after: after.id } })
      }
    }
  }
  const onDrop = (ruleId: string, target: string) => {
    const rule = rules.find(ruleId)?.rule
    if (!rule) return
    const policy = policies.find((item) => sectionDropId(item.id) === target)
    const other = rules.find(target)?.rule
    const patch = policy
      ? {
          position: { at: 'first' as const },
          ...(policy.id === rule.policyId ? {} : { toPolicy: policy.id }),
        }
      : other
        ? moveOnto(rules, rule, other)
        : null
    if (!patch) return
    report(rule, patch)
    ruleEdits.update.mutate({ rule, patch })
  }
  return { dialog, setDialog, onCommand, onPolicyCommand, onDrop }
}
