import type { Category, Policy, Rule, RuleAction } from '../../model/document.ts'
import { importedPolicy, importedRule } from '../blank.ts'
import { checkNetworkPolicy } from '../kubernetes/check-network-policy.ts'
import { strangeKeys } from '../kubernetes/checks.ts'
import { NAMESPACE, tagEquals } from '../kubernetes/labels.ts'
import { networkPolicy, networkPolicySubject, networkPolicyTypes } from '../kubernetes/network-policy.ts'
import { type KubernetesWorld, type Pods, podGroup } from '../kubernetes/rules.ts'
import { nameOf, namespaceOf } from '../kubernetes/workloads.ts'
import type { SourceNode } from '../source.ts'
import { CALICO_RULE_FIELDS, checkCalicoPolicy, checkGlobalPolicy } from './check-calico-policy.ts'
import { entityEndpoints, type NetworkSet, namespaceCriteria, selectorCriteria } from './entity.ts'
import { ruleEntries } from './services.ts'

/** What all policies of a tier share. */
export interface Tier {
  readonly world: KubernetesWorld
  readonly sets: readonly NetworkSet[]
  readonly category: Category
  /** What `Pass` does: to the next tier, or where there is none to the pods' profile, which allows. */
  readonly pass: RuleAction
  /** Hosts without a profile, for which there is nothing to pass to; null where there are none. */
  readonly closed: Pods | null
}

const DIRECTIONS = [
  { type: 'Ingress', list: 'ingress', direction: 'in' },
  { type: 'Egress', list: 'egress', direction: 'out' },
] as const

export const isGlobal = (object: SourceNode): boolean => object.get('kind').text() === 'GlobalNetworkPolicy'
export const isKubernetes = (object: SourceNode): boolean =>
  object.get('kind').text() === 'NetworkPolicy' &&
  object.get('apiVersion').text()?.includes('projectcalico.org') !== true

const policyId = (object: SourceNode): string =>
  isGlobal(object)
    ? `GlobalNetworkPolicy/${nameOf(object)}`
    : `NetworkPolicy/${namespaceOf(object)}/${nameOf(object)}`

/** Without `types`: those for which there are rules, and ingress where there are none at all. */
function typesOf(object: SourceNode): ReadonlySet<string> {
  if (isKubernetes(object)) return networkPolicyTypes(object)
  const spec = object.get('spec')
  const written = spec.get('types').items()
  if (written.length > 0) return new Set(written.map((each) => each.text() ?? ''))
  const egress = spec.get('egress').items().length > 0
  const ingress = spec.get('ingress').items().length > 0
  return new Set([...(ingress || !egress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])])
}

function subjectOf(object: SourceNode): Pods {
  if (isKubernetes(object)) return networkPolicySubject(object)
  const spec = object.get('spec')
  const selector = spec.get('selector')
  const namespaces = spec.get('namespaceSelector')
  return {
    criteria: {
      all: [
        ...(isGlobal(object) ? [] : [tagEquals(NAMESPACE, namespaceOf(object))]),
        selectorCriteria(selector, (key) => key),
        ...(namespaces.absent ? [] : [namespaceCriteria(namespaces)]),
      ],
    },
    text: `pods with ${selector.text() || 'all()'} ${isGlobal(object) ? 'everywhere' : `in ${namespaceOf(object)}`}`,
  }
}

const ACTIONS: ReadonlyMap<string, RuleAction> = new Map([
  ['allow', 'allow'],
  ['deny', 'drop'],
])

export function policyOf(tier: Tier, object: SourceNode): Policy {
  if (!isKubernetes(object)) return calicoPolicy(tier, object)
  checkNetworkPolicy(object)
  return { ...networkPolicy(tier.world, object), category: tier.category }
}

function calicoPolicy(tier: Tier, object: SourceNode): Policy {
  const check = isGlobal(object) ? checkGlobalPolicy : checkCalicoPolicy
  check(object)
  if (!object.get('spec').get('serviceAccountSelector').absent)
    object
      .get('spec')
      .get('serviceAccountSelector')
      .gap('labels of service accounts are not known here; the policy is applied to whatever else selects')
  const id = policyId(object)
  const types = typesOf(object)
  const rules = DIRECTIONS.filter(({ type }) => types.has(type)).flatMap(({ list, direction }) =>
    object
      .get('spec')
      .get(list)
      .items()
      .flatMap((item, index) => calicoRule(tier, object, item, `${id}/${list}[${index}]`, direction)),
  )
  for (const key of ['preDNAT', 'doNotTrack', 'applyOnForward'] as const)
    if (object.get('spec').get(key).value === true)
      object.get('spec').get(key).gap(`\`${key}\` cannot be said`)
  return importedPolicy(id, tier.category, rules, {
    appliedTo: [podGroup(tier.world, subjectOf(object))],
  })
}

/** A rule that cannot be said exactly: what allows is left out, what denies keeps the sides that can be said. */
function calicoRule(
  { world, sets, category, pass, closed }: Tier,
  object: SourceNode,
  item: SourceNode,
  id: string,
  direction: 'in' | 'out',
): readonly Rule[] {
  const word = (item.get('action').text() ?? '').toLowerCase()
  if (word === 'log') {
    item.gap('`Log` decides nothing; it was left out')
    return []
  }
  const passes = word === 'pass' || word === 'next-tier'
  const action = passes ? pass : ACTIONS.get(word)
  if (passes && action === 'drop')
    item.get('action').gap('`Pass` can be said in the last two tiers only; what it passes on is dropped')
  if (action === undefined) {
    item.get('action').gap(`\`${word}\` is no action; the rule was left out`)
    return []
  }
  const namespace = isGlobal(object) ? null : namespaceOf(object)
  const sources = entityEndpoints(world, sets, item.get('source'), namespace)
  const destinations = entityEndpoints(world, sets, item.get('destination'), namespace)
  const entries = ruleEntries(item)
  const isStrange = strangeKeys(item, CALICO_RULE_FIELDS).length > 0
  const exact = sources !== null && destinations !== null && entries !== null && !isStrange
  if (!exact && action !== 'drop') {
    item.gap('the rule cannot be said exactly; it was left out, so that it does not allow too much')
    return []
  }
  if (!exact) item.gap('the rule cannot be said exactly; it drops more than it did')
  const version = item.get('ipVersion').number()
  const name = id.slice(id.lastIndexOf('/') + 1)
  const rule = importedRule(id, name, {
    direction,
    action,
    ...(sources === null ? {} : { sources }),
    ...(destinations === null ? {} : { destinations }),
    services: { services: [], entries: entries ?? [] },
    ipVersion: version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : 'any',
  })
  const passesToProfile = category === 'application' && !ACTIONS.has(word)
  if (!passesToProfile || closed === null) return [rule]
  const subject = subjectOf(object)
  const appliedTo = [
    podGroup(world, {
      criteria: { all: [subject.criteria, closed.criteria] },
      text: `${subject.text}, ${closed.text}`,
    }),
  ]
  return [{ ...rule, id: `${id}/hosts`, name: `${name}, of hosts`, action: 'drop', appliedTo }, rule]
}

/** What no policy let through at a host without a profile is dropped. */
export const hostsWithoutProfile = (world: KubernetesWorld, closed: Pods | null): readonly Policy[] =>
  closed === null
    ? []
    : [
        importedPolicy(
          'hosts-without-profile',
          'application',
          DIRECTIONS.map(({ direction }) =>
            importedRule(
              `hosts-without-profile/${direction}`,
              'nothing is open at a host without a profile',
              {
                direction,
                action: 'drop',
              },
            ),
          ),
          { appliedTo: [podGroup(world, closed)] },
        ),
      ]

export function endOfTier(
  { world, category }: Tier,
  members: readonly SourceNode[],
  index: number,
): Policy | null {
  const id = `end-of-tier-${index + 1}`
  const rules = DIRECTIONS.flatMap(({ type, direction }): readonly Rule[] => {
    const selecting = members.filter((object) => typesOf(object).has(type))
    if (selecting.length === 0) return []
    const appliedTo = [...new Set(selecting.map((object) => podGroup(world, subjectOf(object))))]
    return [
      importedRule(`${id}/${direction}`, `no ${type.toLowerCase()} rule of the tier decided`, {
        direction,
        action: 'drop',
        appliedTo,
      }),
    ]
  })
  return rules.length === 0 ? null : importedPolicy(id, category, rules)
}
