import type { Policy, PolicySet, Rule, RuleAction, ServiceEntry } from '../model/document.ts'

/** One small change of a policy set. */
export type PolicyEdit =
  | { readonly kind: 'disable-rule'; readonly policy: string; readonly rule: string }
  /** Enables the policy too where that is what is off. */
  | { readonly kind: 'enable-rule'; readonly policy: string; readonly rule: string }
  | {
      readonly kind: 'change-action'
      readonly policy: string
      readonly rule: string
      readonly action: RuleAction
    }
  /** Makes a workload a static member. */
  | { readonly kind: 'add-member'; readonly group: string; readonly workload: string }
  | {
      readonly kind: 'add-service'
      readonly policy: string
      readonly rule: string
      readonly entry: ServiceEntry
    }
  /** `before` null = at the end of the policy. */
  | {
      readonly kind: 'add-rule'
      readonly policy: string
      readonly before: string | null
      readonly rule: Rule
    }

/** The policy set after the edit. What the edit names and the set does not hold is left as it is. */
export function applyEdit<T extends PolicySet>(set: T, edit: PolicyEdit): T {
  switch (edit.kind) {
    case 'disable-rule':
      return withRule(set, edit, (rule) => ({ ...rule, enabled: false }))
    case 'enable-rule':
      return withPolicy(
        withRule(set, edit, (rule) => ({ ...rule, enabled: true })),
        edit.policy,
        (policy) => ({ ...policy, enabled: true }),
      )
    case 'change-action':
      return withRule(set, edit, (rule) => ({ ...rule, action: edit.action }))
    case 'add-service':
      return withRule(set, edit, (rule) => ({
        ...rule,
        services: { ...rule.services, entries: [...rule.services.entries, edit.entry] },
      }))
    case 'add-member':
      return {
        ...set,
        groups: set.groups.map((group) =>
          group.id === edit.group
            ? {
                ...group,
                members: { ...group.members, workloads: [...group.members.workloads, edit.workload] },
              }
            : group,
        ),
      }
    case 'add-rule':
      return withPolicy(set, edit.policy, (policy) => {
        const found = policy.rules.findIndex(({ id }) => id === edit.before)
        return {
          ...policy,
          rules: policy.rules.toSpliced(found < 0 ? policy.rules.length : found, 0, edit.rule),
        }
      })
  }
}

const withPolicy = <T extends PolicySet>(set: T, id: string, change: (policy: Policy) => Policy): T => ({
  ...set,
  policies: set.policies.map((policy) => (policy.id === id ? change(policy) : policy)),
})

const withRule = <T extends PolicySet>(
  set: T,
  at: { readonly policy: string; readonly rule: string },
  change: (rule: Rule) => Rule,
): T =>
  withPolicy(set, at.policy, (policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => (rule.id === at.rule ? change(rule) : rule)),
  }))
