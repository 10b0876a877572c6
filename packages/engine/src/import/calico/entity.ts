import { type AddressSet, addressSet, subtract, union } from '../../model/address-set.ts'
import type { Criteria, Endpoints } from '../../model/document.ts'
import { criteriaHold } from '../../resolve/criteria.ts'
import { ANY, importedWorkload } from '../blank.ts'
import { blockWithout } from '../invented-addresses.ts'
import {
  labelsOf,
  labelTags,
  NAMESPACE,
  namespaceLabel,
  SERVICE_ACCOUNT,
  tagEquals,
  tagExists,
} from '../kubernetes/labels.ts'
import { type KubernetesWorld, podGroup } from '../kubernetes/rules.ts'
import { nameOf, namespaceOf } from '../kubernetes/workloads.ts'
import type { SourceNode } from '../source.ts'
import { parseSelector } from './selector.ts'

/** Named networks with labels, which selectors find like pods. */
export interface NetworkSet {
  readonly node: SourceNode
  /** Null: GlobalNetworkSet. */
  readonly namespace: string | null
}

/** Criteria of a selector; what cannot be read selects nothing, after a gap. */
export function selectorCriteria(node: SourceNode, scopeOf: (key: string) => string): Criteria {
  const parsed = parseSelector(node.text() ?? '', scopeOf)
  if (parsed.ok) return parsed.value
  node.gap(`${parsed.error.message}; it selects nothing`)
  return { any: [] }
}

/**
 * Criteria of a selector of namespaces: whoever is in one of them, and what is in none, such as a host, only where the selector
 * asks for it with `global()`.
 */
export function namespaceCriteria(node: SourceNode): Criteria {
  const criteria = selectorCriteria(node, namespaceLabel)
  if (node.text()?.includes('global()') === true) return criteria
  return { all: [tagExists(NAMESPACE), criteria] }
}

const KEYS: ReadonlySet<string> = new Set([
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'ports',
  'notPorts',
])

/**
 * One side of a rule. Null where it cannot be said exactly, after a gap: the caller closes the rule.
 *
 * @param namespace of the policy; null for a GlobalNetworkPolicy, whose selectors look everywhere
 */
export function entityEndpoints(
  world: KubernetesWorld,
  sets: readonly NetworkSet[],
  entity: SourceNode,
  namespace: string | null,
): Endpoints | null {
  for (const [key, value] of entity.entries())
    if (!KEYS.has(key)) {
      value.gap(`\`${key}\` cannot be said`)
      return null
    }
  const pods = podCriteria(entity, namespace)
  const nets = blockOf(entity.get('nets'))
  const notNets = blockOf(entity.get('notNets'))
  if (nets === null || notNets === null) return null
  const hasNets = entity.get('nets').items().length > 0
  if (pods === null) {
    if (hasNets) return addressesOnly(world, subtract(nets, notNets))
    if (notNets.length === 0) return ANY
    return { groups: [], addresses: world.invented.withoutInvented(notNets), negated: true }
  }
  if (hasNets || notNets.length > 0) {
    entity.gap('networks beside a selector cannot be said')
    return null
  }
  const found = sets.filter((set) => setHolds(set, pods.all))
  const blocks = found.map(({ node }) => blockOf(node.get('spec').get('nets')) ?? [])
  const group = podGroup(world, { criteria: { all: pods.all }, text: pods.text })
  return {
    groups: [group],
    addresses: blocks.length === 0 ? [] : world.invented.withoutInvented(union(...blocks)),
    negated: false,
  }
}

function podCriteria(
  entity: SourceNode,
  namespace: string | null,
): { readonly all: readonly Criteria[]; readonly text: string } | null {
  const all: Criteria[] = []
  const texts: string[] = []
  const label = (key: string): string => key
  const [selector, notSelector, namespaces, accounts] = [
    entity.get('selector'),
    entity.get('notSelector'),
    entity.get('namespaceSelector'),
    entity.get('serviceAccounts'),
  ]
  if ([selector, notSelector, namespaces, accounts].every(({ absent }) => absent)) return null
  if (!selector.absent) {
    all.push(selectorCriteria(selector, label))
    texts.push(selector.text() ?? '')
  }
  if (!notSelector.absent) {
    all.push({ not: selectorCriteria(notSelector, label) })
    texts.push(`not (${notSelector.text()})`)
  }
  if (!namespaces.absent) {
    all.push(namespaceCriteria(namespaces))
    texts.push(`in namespaces with ${namespaces.text()}`)
  } else if (namespace !== null) {
    all.push(tagEquals(NAMESPACE, namespace))
    texts.push(`in ${namespace}`)
  }
  const names = accounts
    .get('names')
    .items()
    .map((each) => each.text() ?? '')
  if (!accounts.get('selector').absent)
    accounts.get('selector').gap('labels of service accounts are not known here; it selects nothing')
  if (!accounts.absent) {
    const some: Criteria = { any: names.map((name) => tagEquals(SERVICE_ACCOUNT, name)) }
    all.push(accounts.get('selector').absent ? some : { any: [] })
    texts.push(`as ${names.join(', ')}`)
  }
  return { all, text: texts.join(' ') }
}

/** Addresses that must not be nobody by mistake: an empty side would be everyone. */
function addressesOnly(world: KubernetesWorld, block: AddressSet): Endpoints {
  const addresses = world.invented.withoutInvented(block)
  if (addresses.length > 0) return { groups: [], addresses, negated: false }
  return { ...ANY, groups: [world.groups.byCriteria({ any: [] }, 'nobody')] }
}

/** Null where one of the texts is no network, after a gap. */
function blockOf(list: SourceNode): AddressSet | null {
  const sets = list.items().map((item) => {
    const block = blockWithout(item.text() ?? '', [])
    if (block === null) item.gap(`\`${item.text()}\` is no network`)
    return block
  })
  return sets.includes(null) ? null : addressSet(sets.flatMap((set) => set ?? []))
}

/** A set is asked as if it were a pod with its labels, in its namespace. */
function setHolds({ node, namespace }: NetworkSet, all: readonly Criteria[]): boolean {
  const labels = labelTags(labelsOf(node.get('metadata').get('labels')), (key) => key)
  const own = namespace === null ? [] : [{ scope: NAMESPACE, value: namespace }]
  return criteriaHold(
    { all },
    importedWorkload(nameOf(node), nameOf(node), 'container', [...labels, ...own], []),
  )
}

export const networkSetsIn = (objects: readonly SourceNode[]): readonly NetworkSet[] =>
  objects.flatMap((node): readonly NetworkSet[] => {
    const kind = node.get('kind').text()
    if (kind === 'GlobalNetworkSet') return [{ node, namespace: null }]
    return kind === 'NetworkSet' ? [{ node, namespace: namespaceOf(node) }] : []
  })
