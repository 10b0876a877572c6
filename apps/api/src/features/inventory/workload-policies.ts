import {
  type Address,
  type PolicySet,
  parseAddress,
  parseAddressSpec,
  type Reason,
  type Rule,
  resolveGroups,
  type Workload,
} from '@flowgate/engine'
import type { Output, ParsedView, workloadPolicies } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { LoadedInventory } from './loaded-inventory.ts'

/** Policy sets as other features need them. */
export interface PolicySets {
  /** The set that a view looks at, cut to what the actor may see. @throws AppError `view_not_found` */
  load(view: ParsedView, actor: Actor): Promise<PolicySet>
}

type Answer = Output<typeof workloadPolicies>
type Role = Answer['rules'][number]['roles'][number]

const describe = (reason: Reason): string => {
  const by = reason.through.length > 0 ? ` (through ${reason.through.join(' > ')})` : ''
  switch (reason.kind) {
    case 'static':
      return `member by name${by}`
    case 'segment':
      return `on segment ${reason.segment}${by}`
    case 'criterion':
      return `meets the criteria${reason.value === null ? '' : ` with ${reason.value}`}${by}`
    case 'address':
      return `${reason.address} lies in ${reason.member}${by}`
  }
}

const addressesOf = (workload: Workload): readonly Address[] =>
  workload.vnics.flatMap((vnic) =>
    vnic.addresses.flatMap((text) => {
      const parsed = parseAddress(text)
      return parsed.ok ? [parsed.value] : []
    }),
  )

const lies = (addresses: readonly Address[], spec: string): boolean => {
  const range = parseAddressSpec(spec)
  return range.ok && addresses.some((each) => each >= range.value.first && each <= range.value.last)
}

const sideFits = (
  side: Rule['sources'],
  groups: ReadonlySet<string>,
  bears: (spec: string) => boolean,
): boolean => {
  if (side.groups.length === 0 && side.addresses.length === 0) return true
  const within = side.groups.some((id) => groups.has(id)) || side.addresses.some(bears)
  return within !== side.negated
}

/**
 * The groups a workload belongs to and the enabled rules that could decide its traffic: it is among the sources or the
 * destinations, and the rule is applied to it.
 */
export const policiesOfWorkload = (
  workload: Workload,
  set: PolicySet,
  { inventory }: LoadedInventory,
): Answer => {
  const addresses = addressesOf(workload)
  const bears = (spec: string) => lies(addresses, spec)
  const resolution = resolveGroups({ groups: set.groups, inventory })
  const held = set.groups.flatMap((group) => {
    const member = resolution.members(group.id).find((each) => each.workload === workload.id)
    return member === undefined ? [] : [{ group, reasons: member.reasons.map(describe) }]
  })
  const ids = new Set(held.map(({ group }) => group.id))
  const rules: Answer['rules'] = []
  for (const policy of set.policies) {
    if (!policy.enabled) continue
    for (const rule of policy.rules) {
      if (!rule.enabled) continue
      const appliedTo = rule.appliedTo.length > 0 ? rule.appliedTo : policy.appliedTo
      if (appliedTo.length > 0 && !appliedTo.some((id) => ids.has(id))) continue
      const roles: Role[] = []
      if (rule.direction !== 'in' && sideFits(rule.sources, ids, bears)) roles.push('source')
      if (rule.direction !== 'out' && sideFits(rule.destinations, ids, bears)) roles.push('destination')
      if (roles.length === 0) continue
      if (appliedTo.length > 0) roles.push('applied-to')
      const { action, id: ruleId, name: ruleName } = rule
      rules.push({ policyId: policy.id, policyName: policy.name, ruleId, ruleName, action, roles })
    }
  }
  return { groups: held.map(({ group, reasons }) => ({ id: group.id, name: group.name, reasons })), rules }
}
