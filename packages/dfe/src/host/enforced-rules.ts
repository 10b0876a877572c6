import { CATEGORIES, type Endpoints, type RuleServices, type ServiceEntry, type Span } from '@flowgate/engine'
import type { RulesReply } from '@flowgate/shared'

/** A rule as a host enforces it, in words. */
export type EnforcedRule = RulesReply['rules'][number]

/** The span's rules in the order of evaluation. `hits` answers for a rule id. */
export const enforcedRules = (span: Span, hits: (rule: string) => number): readonly EnforcedRule[] => {
  const groups = new Map(span.groups.map((group) => [group.id, group]))
  const services = new Map(span.services.map(({ id, name }) => [id, name]))
  const workloadOfVnic = span.workloads.flatMap(({ id, vnics }) => vnics.map(() => id))
  const all = new Set(span.workloads.filter(({ excluded }) => !excluded).map(({ id }) => id))

  const appliedTo = (ids: readonly string[]): number => {
    if (ids.length === 0) return all.size
    const applied = ids
      .flatMap((id) => groups.get(id)?.vnics ?? [])
      .flatMap((vnic) => workloadOfVnic[vnic] ?? [])
    return new Set(applied.filter((id) => all.has(id))).size
  }
  const named = ({ groups: ids, addresses, negated }: Endpoints): EnforcedRule['sources'] => ({
    groups: ids.map((id) => ({ id, name: groups.get(id)?.name ?? id })),
    addresses: [...addresses],
    negated,
  })
  const serviceName = (id: string): string => services.get(id) ?? id

  return CATEGORIES.flatMap((category) =>
    span.policies
      .filter((policy) => policy.category === category)
      .flatMap((policy) =>
        policy.rules.map((rule) => ({
          category,
          policy: policy.id,
          policyName: policy.name,
          rule: rule.id,
          ruleName: rule.name,
          action: rule.action,
          sources: named(rule.sources),
          destinations: named(rule.destinations),
          services: servicesText(rule.services, serviceName),
          hits: hits(rule.id),
          workloads: appliedTo(rule.appliedTo.length > 0 ? rule.appliedTo : policy.appliedTo),
        })),
      ),
  )
}

const servicesText = ({ services, entries }: RuleServices, serviceName: (id: string) => string): string => {
  const parts = [...services.map(serviceName), ...entries.map(entryText)]
  return parts.length === 0 ? 'any' : parts.join(', ')
}

const portsText = (ranges: readonly (readonly [number, number])[]): string =>
  ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')

const entryText = (entry: ServiceEntry): string => {
  if (entry.protocol === 'ip') return `ip/${entry.number}`
  if ('type' in entry) {
    if (entry.type === null) return entry.protocol
    return entry.code === null
      ? `${entry.protocol}/${entry.type}`
      : `${entry.protocol}/${entry.type}.${entry.code}`
  }
  const to = portsText(entry.destinationPorts)
  const from = portsText(entry.sourcePorts)
  return `${entry.protocol}${to === '' ? '' : `/${to}`}${from === '' ? '' : ` from ${from}`}`
}
