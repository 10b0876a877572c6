import { cloneRule, createRule, deleteRule, type RuleItem, updateRule } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, errorText, isCode } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import type { PolicyView } from '../../../lib/view.ts'
import type { NewRuleBody } from '../model/rule-form.ts'
import { patchRule, type RulePages, type RulePatch, removeRules } from '../model/rule-pages.ts'
import { useAfterEdit } from './after-edit.ts'
import { changeRuleLists, RULES_KEY } from './rules.ts'

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

/** What is done to each of several rules. */
export type BulkEdit = Pick<RulePatch, 'enabled' | 'log'> | 'clone' | 'delete'
interface Bulk {
  readonly rules: readonly RuleItem[]
  readonly edit: BulkEdit
  readonly onProgress?: (done: number) => void
  readonly isStopped?: () => boolean
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
  const change = (update: (pages: RulePages) => RulePages) => changeRuleLists(client, update)
  const at = (rule: RuleItem) => ({ draftId, policyId: rule.policyId, ruleId: rule.id })

  const update = useMutation({
    scope: { id: 'draft' },
    meta: { handlesError: true },
    mutationFn: ({ rule, patch, etag }: Edit) =>
      api.call(updateRule, { params: at(rule), body: patch }, { ifMatch: etag ?? etagOf(rule) }),
    onMutate: async ({ rule, patch }) => {
      begin()
      await client.cancelQueries({ queryKey: RULES_KEY })
      change((pages) => patchRule(pages, rule.id, patch))
    },
    onSuccess: (saved, { rule }) => {
      succeed({ ...rule, etag: etagOf(rule) }, saved.etag)
      change((pages) => patchRule(pages, saved.id, saved))
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
  const editOne = async (rule: RuleItem, edit: BulkEdit): Promise<RuleItem | null> => {
    const params = at(rule)
    const ifMatch = etagOf(rule)
    if (edit === 'clone') {
      await api.call(cloneRule, { params })
      return rule
    }
    if (edit !== 'delete') return api.call(updateRule, { params, body: edit }, { ifMatch })
    await api.call(deleteRule, { params }, { ifMatch })
    return null
  }
  /** One after the other; what is shown is fetched again once, at the end. Gives the rules as they are then. */
  const bulk = useMutation({
    scope: { id: 'draft' },
    meta: { failure: 'Not all rules could be changed' },
    mutationFn: async ({ rules, edit, onProgress, isStopped }: Bulk): Promise<readonly RuleItem[]> => {
      const left = new Map(rules.map((rule) => [rule.id, rule]))
      for (const [index, rule] of rules.entries()) {
        if (isStopped?.()) break
        const next = await editOne(rule, edit)
        if (next) left.set(rule.id, next)
        else left.delete(rule.id)
        onProgress?.(index + 1)
      }
      const gone = new Set(rules.flatMap(({ id }) => (left.has(id) ? [] : [id])))
      if (gone.size > 0) change((pages) => removeRules(pages, gone))
      return [...left.values()]
    },
    onSettled: afterEdit,
  })
  return { update, create, clone, bulk, conflict, clearConflict: () => setConflict(null) }
}
export type RuleEdits = ReturnType<typeof useRuleEdits>
