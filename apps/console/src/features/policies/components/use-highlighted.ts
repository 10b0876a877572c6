import type { PolicyItem } from '@flowgate/shared'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { ruleQuery } from '../api/rules.ts'
import type { RuleSection } from '../model/grid-rows.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'

interface Scene {
  /** From the address; empty = none. */
  readonly id: string
  readonly view: string
  readonly rules: LoadedRules
  readonly sections: readonly RuleSection[]
  readonly filtered: boolean
  readonly policies: readonly PolicyItem[]
  readonly onUnfold: (policyId: string) => void
}

/** Where the rule that the address names stands in the list, wherever that is. Its policy is unfolded. */
export const useHighlighted = ({ id, view, rules, sections, filtered, policies, onUnfold }: Scene) => {
  const loaded = rules.find(id)
  const { data } = useQuery({ ...ruleQuery(id, view), enabled: id !== '' && !loaded })
  const rule = loaded?.rule ?? (data?.id === id ? data : undefined)
  const before = sections.findIndex(({ policyId }) => policyId === rule?.policyId)
  const start = sections.slice(0, Math.max(before, 0)).reduce((sum, section) => sum + section.rules, 0)
  // Filters leave rules out: then only one that is loaded has a known place.
  const index = loaded?.index ?? (rule && before >= 0 && !filtered ? start + rule.sequence - 1 : undefined)
  const policyId = rule && policies.some((policy) => policy.id === rule.policyId) ? rule.policyId : undefined
  const unfold = useRef(onUnfold)
  unfold.current = onUnfold
  useEffect(() => {
    if (id !== '' && policyId) unfold.current(policyId)
  }, [id, policyId])
  return useMemo(() => (id !== '' && index !== undefined ? { id, index } : null), [id, index])
}
