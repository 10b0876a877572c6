import { type Endpoints, resolveGroups } from '@flowgate/engine'
import { type Config, type Direction, documentOf, type WrittenPolicy, withPolicies } from './config.ts'
import { at, listAt, type Manifest, textAt } from './objects.ts'

/** A rule of a policy: its list and its place in it. */
export interface RulePlace {
  readonly list: 'ingress' | 'egress'
  readonly index: number
}

const directionOf = ({ list }: RulePlace): Direction => (list === 'ingress' ? 'in' : 'out')

export const rulesOf = ({ object }: WrittenPolicy): readonly RulePlace[] =>
  (['ingress', 'egress'] as const).flatMap((list) =>
    listAt(object, 'spec', list).map((_, index): RulePlace => ({ list, index })),
  )

export const ruleAt = ({ object }: WrittenPolicy, { list, index }: RulePlace): unknown =>
  listAt(object, 'spec', list)[index]

/** The policy with another list of rules; it goes on to select for the same directions. */
function withRules(policy: WrittenPolicy, list: RulePlace['list'], rules: readonly unknown[]): WrittenPolicy {
  const { object } = policy
  const key = policy.kind === 'K8sNetworkPolicy' ? 'policyTypes' : 'types'
  const spec = at(object, 'spec')
  const changed: Manifest = {
    ...(typeof spec === 'object' ? spec : {}),
    [key]: typesOf(policy),
    [list]: rules,
  }
  return { ...policy, object: { ...object, spec: changed } }
}

export const withoutRule = (policy: WrittenPolicy, { list, index }: RulePlace): WrittenPolicy =>
  withRules(policy, list, listAt(policy.object, 'spec', list).toSpliced(index, 1))

/** `Ingress` and `Egress`, as the policy says or as its rules imply. */
export function typesOf({ kind, object }: WrittenPolicy): readonly string[] {
  const spec = at(object, 'spec')
  const written = listAt(spec, kind === 'K8sNetworkPolicy' ? 'policyTypes' : 'types')
  if (written.length > 0) return written.map(String)
  const hasEgress = listAt(spec, 'egress').length > 0
  const isIngress = kind === 'K8sNetworkPolicy' || listAt(spec, 'ingress').length > 0 || !hasEgress
  return [...(isIngress ? ['Ingress'] : []), ...(hasEgress ? ['Egress'] : [])]
}

/** What of a rule selects no end. */
export interface EmptySides {
  readonly source: boolean
  readonly destination: boolean
}

/** Services are left aside: the question is whom a rule is about. */
export function emptySides(config: Config, policy: WrittenPolicy, place: RulePlace): EmptySides {
  const bare = bareRule(ruleAt(policy, place))
  const alone = withRules(withRules(policy, 'ingress', []), 'egress', [])
  const document = documentOf(withPolicies(config, [withRules(alone, place.list, [bare])]))
  const resolution = resolveGroups(document)
  const all = document.inventory.workloads.map(({ id }) => id)
  const found = document.policies.flatMap(({ appliedTo, rules }) =>
    rules
      .filter(({ action, direction }) => action === 'allow' && direction === directionOf(place))
      .map((rule) => ({ appliedTo, rule })),
  )
  const ends = (side: Endpoints): { readonly ids: ReadonlySet<string>; readonly hasAddresses: boolean } => {
    if (side.groups.length + side.addresses.length === 0) return { ids: new Set(all), hasAddresses: true }
    const ids = new Set(side.groups.flatMap((group) => resolution.memberIds(group)))
    if (!side.negated) return { ids, hasAddresses: side.addresses.length > 0 }
    return { ids: new Set(all.filter((id) => !ids.has(id))), hasAddresses: true }
  }
  const isEmpty = (which: 'sources' | 'destinations'): boolean =>
    found.every(({ appliedTo, rule }) => {
      const { ids, hasAddresses } = ends(rule[which])
      const isOwn = (which === 'sources') === (place.list === 'egress')
      if (!isOwn) return ids.size === 0 && !hasAddresses
      const selected = (rule.appliedTo.length > 0 ? rule.appliedTo : appliedTo).flatMap((group) =>
        resolution.memberIds(group),
      )
      return !selected.some((id) => ids.has(id))
    })
  return { source: isEmpty('sources'), destination: isEmpty('destinations') }
}

const SERVICES: ReadonlySet<string> = new Set([
  'ports',
  'notPorts',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'http',
])

function bareRule(rule: unknown): unknown {
  if (Array.isArray(rule)) return rule
  if (typeof rule !== 'object' || rule === null) return rule
  return Object.fromEntries(
    Object.entries(rule)
      .filter(([key]) => !SERVICES.has(key))
      .map(([key, value]) => {
        if (key === 'action') return [key, 'Allow']
        return key === 'source' || key === 'destination' ? [key, bareRule(value)] : [key, value]
      }),
  )
}

/** Has the policy a rule with the action that is about anyone at all? */
export const hasRule = (
  config: Config,
  policy: WrittenPolicy,
  list: RulePlace['list'],
  action: string,
): boolean =>
  rulesOf(policy).some((place) => {
    if (place.list !== list || textAt(ruleAt(policy, place), 'action') !== action) return false
    const { source, destination } = emptySides(config, policy, place)
    return !source && !destination
  })
