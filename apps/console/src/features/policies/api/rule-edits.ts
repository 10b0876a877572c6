import { cloneRule, createRule, deleteRule, type Input, type RuleItem, updateRule } from '@flowgate/shared'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, errorText, isCode } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import type { PolicyView } from '../../../lib/view.ts'
import { patchRule, type RulePatch, removeRules } from '../model/cached-rules.ts'
import { useAfterEdit } from './after-edit.ts'
import { RULES_KEY, type RulePages } from './rules.ts'

export type NewRuleBody = NonNullable<Input<typeof createRule>['body']>
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

/** As it is known now: an edit before this one may have given it another etag. */
const newest = (client: QueryClient, rule: RuleItem): RuleItem => {
  let found: { readonly at: number; readonly rule: RuleItem } | null = null
  for (const query of client.getQueryCache().findAll({ queryKey: RULES_KEY })) {
    const data = query.state.data as RulePages | undefined
    const hit = data?.pages.flatMap((page) => page.items).find((item) => item.id === rule.id)
    if (hit && (found === null || query.state.dataUpdatedAt > found.at))
      found = { at: query.state.dataUpdatedAt, rule: hit }
  }
  return found?.rule ?? rule
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
      api.call(updateRule, { params: at(rule), body: patch }, { ifMatch: etag ?? newest(client, rule).etag }),
    onMutate: async ({ rule, patch }) => {
      await client.cancelQueries({ queryKey: RULES_KEY })
      change((data) => patchRule(data, rule.id, patch))
    },
    onSuccess: (saved) => change((data) => patchRule(data, saved.id, saved)),
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
    onSettled: afterEdit,
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
      for (const rule of rules)
        await api.call(deleteRule, { params: at(rule) }, { ifMatch: newest(client, rule).etag })
    },
    onSuccess: (_done, rules) => change((data) => removeRules(data, new Set(rules.map((rule) => rule.id)))),
    onSettled: afterEdit,
  })
  return { update, create, clone, remove, conflict, clearConflict: () => setConflict(null) }
}
export type RuleEdits = ReturnType<typeof useRuleEdits>
