import type { Position, RuleItem } from '@flowgate/shared'
import type { RulePages } from '../api/rules.ts'
import type { RuleForm } from './rule-form.ts'

/** Of an update: what changes, and where the rule goes. */
export type RulePatch = Partial<RuleForm> & { readonly position?: Position; readonly toPolicy?: string }

const split = (data: RulePages, items: readonly RuleItem[]): RulePages => {
  let start = 0
  const pages = data.pages.map((page, index) => {
    const end = index === data.pages.length - 1 ? items.length : start + page.items.length
    const part = items.slice(start, end)
    start = end
    return { ...page, items: part }
  })
  return { ...data, pages }
}
const every = (data: RulePages): readonly RuleItem[] => data.pages.flatMap((page) => page.items)

/** Places of each policy's rules are counted anew. */
const numbered = (items: readonly RuleItem[]): readonly RuleItem[] => {
  const places = new Map<string, number>()
  return items.map((item) => {
    const sequence = (places.get(item.policyId) ?? 0) + 1
    places.set(item.policyId, sequence)
    return item.sequence === sequence ? item : { ...item, sequence }
  })
}

const placed = (rest: readonly RuleItem[], rule: RuleItem, position: RulePatch['position']): RuleItem[] => {
  const items = [...rest]
  const first = items.findIndex((item) => item.policyId === rule.policyId)
  const last = items.findLastIndex((item) => item.policyId === rule.policyId)
  const near = (id: string) => items.findIndex((item) => item.id === id)
  const index =
    position === undefined
      ? last + 1
      : 'before' in position
        ? near(position.before)
        : 'after' in position
          ? near(position.after) + 1
          : position.at === 'first'
            ? first
            : last + 1
  items.splice(index < 0 ? items.length : index, 0, rule)
  return items
}

/** What the list will look like once `patch` is saved. */
export const patchRule = (data: RulePages, id: string, patch: Partial<RuleItem> & RulePatch): RulePages => {
  const items = every(data)
  const before = items.find((item) => item.id === id)
  if (!before) return data
  const { position, toPolicy, ...fields } = patch
  const rule = { ...before, ...fields, ...(toPolicy ? { policyId: toPolicy } : {}) }
  if (position === undefined && rule.policyId === before.policyId)
    return split(
      data,
      items.map((item) => (item.id === id ? rule : item)),
    )
  const rest = items.filter((item) => item.id !== id)
  return split(data, numbered(placed(rest, rule, position)))
}

export const removeRules = (data: RulePages, ids: ReadonlySet<string>): RulePages => ({
  ...data,
  pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => !ids.has(item.id)) })),
})
