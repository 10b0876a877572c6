import type { RuleItem } from '@flowgate/shared'
import type { LoadedRules } from './loaded-rules.ts'
import type { RulePatch } from './rule-pages.ts'

/** One place up or down in its policy; null at the end of it. */
export const moveByOne = (rules: LoadedRules, rule: RuleItem, by: 1 | -1): RulePatch | null => {
  const found = rules.find(rule.id)
  const other = found && rules.at(found.index + by)
  if (!other || other.policyId !== rule.policyId) return null
  return { position: by === 1 ? { after: other.id } : { before: other.id } }
}

/** Dropped on another rule: after it when it came from above, before it when from below. */
export const moveOnto = (rules: LoadedRules, rule: RuleItem, target: RuleItem): RulePatch => {
  const [from, to] = [rules.find(rule.id)?.index ?? 0, rules.find(target.id)?.index ?? 0]
  const place = rule.policyId === target.policyId && from < to ? { after: target.id } : { before: target.id }
  return rule.policyId === target.policyId
    ? { position: place }
    : { position: place, toPolicy: target.policyId }
}

/** The rules, as far as they are loaded, between where a rule was and where it goes. */
export const rulesPassed = (
  rules: LoadedRules,
  rule: RuleItem,
  { position, toPolicy }: RulePatch,
): readonly RuleItem[] => {
  const { all } = rules
  const index = (id: string) => all.findIndex((item) => item.id === id)
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
            ? all.findIndex((item) => item.policyId === policyId)
            : all.findLastIndex((item) => item.policyId === policyId) + 1
  if (from < 0 || to < 0) return []
  return to > from ? all.slice(from + 1, to) : all.slice(to, from)
}
