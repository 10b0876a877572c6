import type { hostRules, Output, RulesReply } from '@flowgate/shared'

type Rule = RulesReply['rules'][number]

/** What a scoped account may know of the rules on a host. */
export interface RuleVisibility {
  rule(id: string): boolean
  group(id: string): boolean
}

/** Stands for groups that the reader may not know of. */
const HIDDEN = 'another application'

const endpointsText = (
  { groups, addresses, negated }: Rule['sources'],
  visible: RuleVisibility | null,
): string => {
  const names = groups.map(({ id, name }) => (visible?.group(id) === false ? HIDDEN : name))
  const parts = [...new Set(names), ...addresses]
  if (parts.length === 0) return 'any'
  return negated ? `not ${parts.join(', ')}` : parts.join(', ')
}

/** A rule as the host compiled it, in words. */
export const ruleRow = (
  rule: Rule,
  sequence: number,
  visible: RuleVisibility | null,
): Output<typeof hostRules>['items'][number] => ({
  sequence,
  category: rule.category,
  policyId: rule.policy,
  policyName: rule.policyName,
  ruleId: rule.rule,
  ruleName: rule.ruleName,
  action: rule.action,
  sources: endpointsText(rule.sources, visible),
  destinations: endpointsText(rule.destinations, visible),
  services: rule.services,
  workloads: visible === null ? rule.workloads : null,
  hits: visible === null ? rule.hits : null,
})
