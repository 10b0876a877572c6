import {
  type Address,
  type PolicySet,
  parseAddress,
  parseAddressSpec,
  type Resolution,
  type Rule,
  type Workload,
} from '@flowgate/engine'
import type { getMapNode, Output } from '@flowgate/shared'

type Answer = Output<typeof getMapNode>

const addressesOf = (workloads: readonly Workload[]): readonly Address[] =>
  workloads
    .flatMap(({ vnics }) => vnics.flatMap(({ addresses }) => addresses))
    .flatMap((text) => {
      const parsed = parseAddress(text)
      return parsed.ok ? [parsed.value] : []
    })
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

/** Whether any of the sorted addresses lies in a CIDR or range; remembered by its text. */
const anyWithin = (sorted: readonly Address[]): ((spec: string) => boolean) => {
  const known = new Map<string, boolean>()
  const look = (spec: string): boolean => {
    const range = parseAddressSpec(spec)
    if (!range.ok) return false
    const { first, last } = range.value
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] ?? first) < first) low = middle + 1
      else high = middle
    }
    const next = sorted[low]
    return next !== undefined && next <= last
  }
  return (spec) => {
    const before = known.get(spec)
    if (before !== undefined) return before
    const found = look(spec)
    known.set(spec, found)
    return found
  }
}

/** The groups that workloads belong to and the policies that name them. `set` is what the reader may see of `resolution`'s. */
export const policiesOf = (
  workloads: readonly Workload[],
  set: PolicySet,
  resolution: Resolution,
): Answer => {
  const own = new Set(workloads.map(({ id }) => id))
  const groups = set.groups
    .map(({ id, name }) => ({
      id,
      name,
      members: resolution.memberIds(id).filter((workload) => own.has(workload)).length,
    }))
    .filter(({ members }) => members > 0)
    .sort((a, b) => b.members - a.members || (a.name < b.name ? -1 : 1))
  const held = new Set(groups.map(({ id }) => id))
  const bears = anyWithin(addressesOf(workloads))
  const names = (side: Rule['sources']) =>
    side.groups.some((id) => held.has(id)) || side.addresses.some(bears)
  const policies = set.policies
    .filter(({ enabled }) => enabled)
    .map(({ id, name, category, appliedTo, rules }) => {
      const naming = rules.filter((rule) => {
        const applied = rule.appliedTo.length > 0 ? rule.appliedTo : appliedTo
        const concerns = names(rule.sources) || names(rule.destinations)
        return rule.enabled && (concerns || applied.some((group) => held.has(group)))
      })
      return { id, name, category, rules: naming.length }
    })
    .filter(({ rules }) => rules > 0)
  return { workloads: own.size, groups, policies }
}
