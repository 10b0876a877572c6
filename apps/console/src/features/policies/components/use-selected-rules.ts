import type { RuleItem } from '@flowgate/shared'
import { useState } from 'react'
import { errorText } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import { fetchEveryRule, type RuleFilter } from '../api/rules.ts'
import type { LoadedRules } from '../model/loaded-rules.ts'

const NONE: ReadonlyMap<string, RuleItem> = new Map()

/** Which rules something will be done to. Those that have been scrolled away stay chosen, as they were last seen. */
export const useSelectedRules = (rules: LoadedRules, filter: RuleFilter) => {
  const [selected, setSelected] = useState(NONE)
  const [isFetching, setFetching] = useState(false)
  const select = (rule: RuleItem, value: boolean) => {
    const next = new Map(selected)
    if (value) next.set(rule.id, rule)
    else next.delete(rule.id)
    setSelected(next)
  }
  const selectAll = async (value: boolean) => {
    if (!value) return setSelected(NONE)
    setFetching(true)
    try {
      const every = await fetchEveryRule(filter, rules.total)
      setSelected(new Map(every.map((rule) => [rule.id, rule])))
    } catch (error) {
      toasts.add({ variant: 'danger', title: 'Could not select all rules', body: errorText(error) })
    }
    setFetching(false)
  }
  return {
    selected,
    /** As they are now, as far as they are loaded. */
    chosen: [...selected.values()].map((rule) => rules.find(rule.id)?.rule ?? rule),
    isFetching,
    select,
    selectAll: (value: boolean) => void selectAll(value),
    /** They have changed: nobody has seen another version of them. */
    replace: (rules: readonly RuleItem[]) =>
      setSelected((before) => new Map([...before, ...rules.map((rule) => [rule.id, rule] as const)])),
    /** They are no more. */
    forget: (ids: ReadonlySet<string>) =>
      setSelected((before) => new Map([...before].filter(([id]) => !ids.has(id)))),
    clear: () => setSelected(NONE),
  }
}
