import type { RuleItem } from '@flowgate/shared'
import type { RulePatch } from './cached-rules.ts'

/** One place up or down in its policy; null at the end of it. */
export const moveByOne = (rules: readonly RuleItem[], rule: RuleItem, by: 1 | -1): RulePatch | null => {
  const own = rules.filter((item) => item.policyId === rule.policyId)
  const other = own[own.findIndex((item) => item.id === rule.id) + by]
  if (!other) return null
  return { position: by === 1 ? { after: other.id } : { before: other.id } }
}

/** Dropped on another rule: after it when it came from above, before it when from below. */
export const moveOnto = (rules: readonly RuleItem[], rule: RuleItem, target: RuleItem): RulePatch => {
  const [from, to] = [rule, target].map((item) => rules.findIndex(({ id }) => id === item.id)) as [
    number,
    number,
  ]
  const place = rule.policyId === target.policyId && from < to ? { after: target.id } : { before: target.id }
  return rule.policyId === target.policyId
    ? { position: place }
    : { position: place, toPolicy: target.policyId }
}

/** The rules between where a rule was and where it goes. */
export const rulesPassed = (
  rules: readonly RuleItem[],
  rule: RuleItem,
  { position, toPolicy }: RulePatch,
): readonly RuleItem[] => {
  const index = (id: string) => rules.findIndex((item) => item.id === id)
  const from = index(rule.id)
  const policyId = toPolicy ?? rule.policyId
  const to =
    position === undefined
      ? from
      : 'before' in position
        ? index(position.before)
        : 'after' in position
          ? index(position.after) + 1
          : position.at === 'first'
            ? rules.findIndex((item) => item.policyId === policyId)
            : rules.findLastIndex((item) => item.policyId === policyId) + 1
  if (from < 0 || to < 0) return []
  return to > from ? rules.slice(from + 1, to) : rules.slice(to, from)
}
