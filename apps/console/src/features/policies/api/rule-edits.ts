import { cloneRule, createRule, deleteRule, type RuleItem, updateRule } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, errorText, isCode } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { patchRule, type RulePatch, removeRules } from '../model/cached-rules.ts'
import type { NewRuleBody } from '../model/rule-form.ts'
import { useAfterEdit } from './after-edit.ts'
import { RULES_KEY, type RulePages } from './rules.ts'

export interface RuleConflict {
  readonly rule: RuleItem
  readonly patch: RulePatch
  readonly theirs: RuleItem | null
}
interface Edit {
  readonly rule: RuleItem
  readonly patch: RulePatch
  /** Over the version that was just shown. */
  readonly etag?: string
}

/**
 * Edits of one rule that wait for each other: each is made against what its reader saw, and the ones before it have
 * replaced that version by now. Kept only while edits are under way: afterwards what is shown has its own etag.
 */
const successors = new Map<string, string>()
let pending = 0
const begin = () => {
  pending += 1
}
const end = () => {
  pending -= 1
  if (pending === 0) successors.clear()
}
const succeed = ({ id, etag }: RuleItem, next: string) => {
  successors.delete(`${id}/${next}`)
  successors.set(`${id}/${etag}`, next)
}
const etagOf = ({ id, etag }: RuleItem): string => {
  let current = etag
  for (let next = successors.get(`${id}/${current}`); next; next = successors.get(`${id}/${current}`))
    current = next
  return current
}

/** Edits of rules: shown at once, written one after the other, taken back when refused. */
export const useRuleEdits = (view: PolicyView) => {
  const client = useQueryClient()
  const afterEdit = useAfterEdit(view)
  const [conflict, setConflict] = useState<RuleConflict | null>(null)
  const { draftId } = view
  const change = (update: (data: RulePages) => RulePages) =>
    client.setQueriesData<RulePages>({ queryKey: RULES_KEY }, (data) => (data ? update(data) : data))
  const at = (rule: RuleItem) => ({ draftId, policyId: rule.policyId, ruleId: rule.id })

  const update = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({ rule, patch, etag }: Edit) =>
      api.call(updateRule, { params: at(rule), body: patch }, { ifMatch: etag ?? etagOf(rule) }),
    onMutate: async ({ rule, patch }) => {
      begin()
      await client.cancelQueries({ queryKey: RULES_KEY })
      change((data) => patchRule(data, rule.id, patch))
    },
    onSuccess: (saved, { rule }) => {
      succeed({ ...rule, etag: etagOf(rule) }, saved.etag)
      change((data) => patchRule(data, saved.id, saved))
    },
    onError: (error, { rule, patch }) => {
      if (isCode(error, 'precondition_failed')) {
        const current = error.context.current
        setConflict({ rule, patch, theirs: current ? (current as RuleItem) : null })
      } else
        toasts.add({
          variant: 'danger',
          title: `Could not change rule “${rule.name}”`,
          body: errorText(error),
        })
    },
    onSettled: async () => {
      end()
      await afterEdit()
    },
  })
  const create = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({ policyId, body }: { readonly policyId: string; readonly body: NewRuleBody }) =>
      api.call(createRule, { params: { draftId, policyId }, body }),
    onSuccess: afterEdit,
  })
  const clone = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not copy the rule' },
    mutationFn: (rule: RuleItem) => api.call(cloneRule, { params: at(rule) }),
    onSettled: afterEdit,
  })
  const remove = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Could not delete the rules' },
    mutationFn: async (rules: readonly RuleItem[]) => {
      for (const rule of rules) await api.call(deleteRule, { params: at(rule) }, { ifMatch: etagOf(rule) })
    },
    onSuccess: (_done, rules) => change((data) => removeRules(data, new Set(rules.map((rule) => rule.id)))),
    onSettled: afterEdit,
  })
  return { update, create, clone, remove, conflict, clearConflict: () => setConflict(null) }
}
export type RuleEdits = ReturnType<typeof useRuleEdits>
