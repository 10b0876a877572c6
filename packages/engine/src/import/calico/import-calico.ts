import type { Category, Policy, Rule, RuleAction } from '../../model/document.ts'
import { importedDocument, importedPolicy, importedRule } from '../blank.ts'
import { inventedGap } from '../invented-addresses.ts'
import {
  type KubernetesOptions,
  kubernetesObjects,
  kubernetesWorld,
} from '../kubernetes/import-kubernetes.ts'
import { NAMESPACE, tagEquals } from '../kubernetes/labels.ts'
import { networkPolicy, networkPolicySubject, networkPolicyTypes } from '../kubernetes/network-policy.ts'
import { type KubernetesWorld, type Pods, podGroup } from '../kubernetes/rules.ts'
import { isWorkloadKind, nameOf, namespaceOf } from '../kubernetes/workloads.ts'
import type { ImportResult } from '../result.ts'
import type { ImportGap, ImportSource, SourceNode } from '../source.ts'
import { closedHosts, endpointWorkloads } from './endpoints.ts'
import {
  entityEndpoints,
  type NetworkSet,
  namespaceCriteria,
  networkSetsIn,
  selectorCriteria,
} from './entity.ts'
import { ruleEntries } from './services.ts'

const READ: ReadonlySet<string> = new Set([
  'Namespace',
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'NetworkSet',
  'GlobalNetworkSet',
  'Tier',
  'WorkloadEndpoint',
  'HostEndpoint',
])

/** Where Calico puts a NetworkPolicy of Kubernetes' own among the others of the tier `default`. */
const KUBERNETES_ORDER = 1000

interface Context {
  readonly world: KubernetesWorld
  readonly sets: readonly NetworkSet[]
  readonly category: Category
  /** What `Pass` does: to the next tier, or where there is none to the pods' profile, which allows. */
  readonly pass: RuleAction
  /** Hosts without a profile, for which there is nothing to pass to; null where there are none. */
  readonly closed: Pods | null
}

/**
 * Calico manifests to a document: one or two tiers, each with its policies by `order`, what no rule of a tier decided about a pod that
 * the tier selects being dropped at its end. The first of two tiers stands in `environment`, where `Pass` is a jump. Pods
 * that nothing selects are open, as their profile leaves them; hosts are closed unless their profile opens them. NetworkPolicies
 * of Kubernetes' own take part where Calico puts them, at order 1000 of the tier `default`.
 */
export function importCalico(
  sources: readonly ImportSource[],
  options: KubernetesOptions = {},
): ImportResult {
  const gaps: ImportGap[] = []
  const objects = kubernetesObjects(sources, gaps)
  const pods = kubernetesWorld(objects, options)
  const world = { ...pods, workloads: [...pods.workloads, ...endpointWorkloads(objects, pods)] }
  const closed = closedHosts(world.workloads)
  const sets = networkSetsIn(objects)
  const tiers = tiersOf(objects)
  const policies = tiers.flatMap((members, index): readonly Policy[] => {
    const isLast = index === tiers.length - 1
    const category = index === tiers.length - 2 ? 'environment' : isLast ? 'application' : 'infrastructure'
    const pass = isLast ? 'allow' : category === 'environment' ? 'jump-to-application' : 'drop'
    const context: Context = { world, sets, category, pass, closed }
    const ends = endOfTier(context, members, index)
    return [...members.map((object) => policyOf(context, object)), ...(ends === null ? [] : [ends])]
  })
  const hosts = hostsWithoutProfile(world, closed)
  for (const object of objects) {
    const kind = object.get('kind').text() ?? ''
    if (!READ.has(kind) && !isWorkloadKind(kind)) object.gap(`\`${kind}\` is not imported`)
  }
  return {
    document: importedDocument({
      inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads: world.workloads },
      groups: world.groups.groups(),
      policies: [...policies, ...hosts],
    }),
    gaps: [...gaps, ...inventedGap(world.invented.count(), 'pods')],
  }
}

/** Policies of each tier in evaluation order. Without `order` comes last; equals by name. */
function tiersOf(objects: readonly SourceNode[]): readonly (readonly SourceNode[])[] {
  const orders = new Map(
    objects
      .filter((object) => object.get('kind').text() === 'Tier')
      .map((object) => [nameOf(object), orderOf(object)] as const),
  )
  const byTier = new Map<string, SourceNode[]>()
  for (const object of objects) {
    const kind = object.get('kind').text()
    if (kind !== 'NetworkPolicy' && !isGlobal(object)) continue
    const tier = object.get('spec').get('tier').text() ?? 'default'
    byTier.set(tier, [...(byTier.get(tier) ?? []), object])
  }
  return [...byTier]
    .map(([name, members]) => ({ name, members, order: orders.get(name) ?? Number.POSITIVE_INFINITY }))
    .toSorted((a, b) => (a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order - b.order))
    .map(({ members }) =>
      members.toSorted((a, b) => {
        const [first, second] = [orderOf(a), orderOf(b)]
        return first === second ? (nameOf(a) < nameOf(b) ? -1 : 1) : first - second
      }),
    )
}

const orderOf = (object: SourceNode): number => {
  if (isKubernetes(object)) return KUBERNETES_ORDER
  const order = object.get('spec').get('order')
  return typeof order.value === 'number' ? order.value : Number.POSITIVE_INFINITY
}

const DIRECTIONS = [
  { type: 'Ingress', list: 'ingress', direction: 'in' },
  { type: 'Egress', list: 'egress', direction: 'out' },
] as const

const isGlobal = (object: SourceNode): boolean => object.get('kind').text() === 'GlobalNetworkPolicy'
const isKubernetes = (object: SourceNode): boolean =>
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

const policyOf = (context: Context, object: SourceNode): Policy =>
  isKubernetes(object)
    ? { ...networkPolicy(context.world, object), category: context.category }
    : calicoPolicy(context, object)

function calicoPolicy(context: Context, object: SourceNode): Policy {
  const id = policyId(object)
  const types = typesOf(object)
  const rules = DIRECTIONS.filter(({ type }) => types.has(type)).flatMap(({ list, direction }) =>
    object
      .get('spec')
      .get(list)
      .items()
      .flatMap((item, index) => calicoRule(context, object, item, `${id}/${list}[${index}]`, direction)),
  )
  for (const key of ['preDNAT', 'doNotTrack', 'applyOnForward'] as const)
    if (object.get('spec').get(key).value === true)
      object.get('spec').get(key).gap(`\`${key}\` cannot be said`)
  return importedPolicy(id, context.category, rules, {
    appliedTo: [podGroup(context.world, subjectOf(object))],
  })
}

/** A rule that cannot be said exactly: what allows is left out, what denies keeps the sides that can be said. */
function calicoRule(
  { world, sets, category, pass, closed }: Context,
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
  const action = word === 'pass' || word === 'next-tier' ? pass : ACTIONS.get(word)
  if (action === undefined) {
    item.get('action').gap(`\`${word}\` is no action; the rule was left out`)
    return []
  }
  const namespace = isGlobal(object) ? null : namespaceOf(object)
  const sources = entityEndpoints(world, sets, item.get('source'), namespace)
  const destinations = entityEndpoints(world, sets, item.get('destination'), namespace)
  const entries = ruleEntries(item)
  const exact = sources !== null && destinations !== null && entries !== null
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
const hostsWithoutProfile = (world: KubernetesWorld, closed: Pods | null): readonly Policy[] =>
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

function endOfTier(
  { world, category }: Context,
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
