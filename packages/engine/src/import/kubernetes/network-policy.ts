import type { Policy, Rule } from '../../model/document.ts'
import { importedPolicy, importedRule } from '../blank.ts'
import { blockWithout } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'
import { isObject, strangeKeys } from './checks.ts'
import { NAMESPACE, namespaceLabel, selection, tagEquals, tagExists } from './labels.ts'
import { policyPorts } from './ports.ts'
import { type KubernetesWorld, type Peers, type Pods, podGroup, rulesFor } from './rules.ts'
import { nameOf, namespaceOf } from './workloads.ts'

const DIRECTIONS = [
  { type: 'Ingress', list: 'ingress', peers: 'from', direction: 'in' },
  { type: 'Egress', list: 'egress', peers: 'to', direction: 'out' },
] as const

/**
 * A NetworkPolicy allows; that a pod selected by any is otherwise closed is said once, after all of them, by
 * `isolationPolicy`.
 */
export function networkPolicy(world: KubernetesWorld, object: SourceNode): Policy {
  const id = networkPolicyId(object)
  const subject = networkPolicySubject(object)
  const types = networkPolicyTypes(object)
  const rules = DIRECTIONS.filter(({ type }) => types.has(type)).flatMap(({ list, peers, direction }) =>
    object
      .get('spec')
      .get(list)
      .items()
      .flatMap((item, index): readonly Rule[] => {
        if (isObject(item) && strangeKeys(item, [peers, 'ports']).length > 0) {
          item.gap('the rule may be meant otherwise; it was left out, so that it does not allow too much')
          return []
        }
        return rulesFor(world, {
          id: `${id}/${list}[${index}]`,
          name: `${list} ${index + 1}`,
          direction,
          action: 'allow',
          subject,
          peers: peersOf(item.get(peers), namespaceOf(object)),
          ports: policyPorts(item.get('ports')),
          at: item,
        })
      }),
  )
  return importedPolicy(id, 'application', rules, { appliedTo: [podGroup(world, subject)] })
}

/** What drops all that no NetworkPolicy allowed at the pods that some NetworkPolicy selects; null where none selects any. */
export function isolationPolicy(world: KubernetesWorld, objects: readonly SourceNode[]): Policy | null {
  const rules = DIRECTIONS.flatMap(({ type, direction }): readonly Rule[] => {
    const selecting = objects.filter((object) => networkPolicyTypes(object).has(type))
    if (selecting.length === 0) return []
    const appliedTo = [...new Set(selecting.map((object) => podGroup(world, networkPolicySubject(object))))]
    return [
      importedRule(`isolated-pods/${direction}`, `not allowed by any ${type.toLowerCase()} rule`, {
        direction,
        action: 'drop',
        appliedTo,
      }),
    ]
  })
  return rules.length === 0 ? null : importedPolicy('isolated-pods', 'application', rules)
}

export const networkPolicyId = (object: SourceNode): string =>
  `NetworkPolicy/${namespaceOf(object)}/${nameOf(object)}`

/** The directions that a NetworkPolicy is about. Without `policyTypes`: ingress always, egress where there are egress rules. */
export function networkPolicyTypes(object: SourceNode): ReadonlySet<string> {
  const spec = object.get('spec')
  const written = spec
    .get('policyTypes')
    .items()
    .map((each) => each.text() ?? '')
  if (written.length > 0) return new Set(written)
  return new Set(spec.get('egress').items().length > 0 ? ['Ingress', 'Egress'] : ['Ingress'])
}

/** The pods that a NetworkPolicy applies to. */
export const networkPolicySubject = (object: SourceNode): Pods =>
  podsIn(namespaceOf(object), subjectSelector(object.get('spec').get('podSelector')))

/** A selector that cannot be read applies the policy to every pod: that closes, where to apply it to none would open. */
function subjectSelector(podSelector: SourceNode): SourceNode {
  const isReadable =
    isObject(podSelector) && strangeKeys(podSelector, ['matchLabels', 'matchExpressions']).length === 0
  if (isReadable || podSelector.absent) return podSelector
  podSelector.gap('this is no label selector; the policy is applied to every pod of its namespace')
  return podSelector.get('every pod')
}

function podsIn(namespace: string, podSelector: SourceNode): Pods {
  const pods = selection(podSelector, (key) => key)
  return {
    criteria: { all: [tagEquals(NAMESPACE, namespace), ...pods.terms] },
    text: `pods in ${namespace}${pods.text === '' ? '' : ` with ${pods.text}`}`,
  }
}

/** Pods of every namespace that the first selector selects; an absent pod selector selects all its pods. */
export function podsOf(namespaceSelector: SourceNode, podSelector: SourceNode): Pods {
  const namespaces = selection(namespaceSelector, namespaceLabel)
  const pods = selection(podSelector, (key) => key)
  return {
    criteria: { all: [tagExists(NAMESPACE), ...namespaces.terms, ...pods.terms] },
    text: `pods${pods.text === '' ? '' : ` with ${pods.text}`} in ${
      namespaces.text === '' ? 'every namespace' : `namespaces with ${namespaces.text}`
    }`,
  }
}

/** No list, or an empty one: everyone. */
function peersOf(list: SourceNode, namespace: string): Peers {
  const items = list.items()
  const pods: Pods[] = []
  const blocks: Peers['blocks'][number][] = []
  for (const item of items) {
    const ipBlock = item.get('ipBlock')
    const podSelector = item.get('podSelector')
    const namespaceSelector = item.get('namespaceSelector')
    if (!ipBlock.absent) {
      const except = ipBlock
        .get('except')
        .items()
        .map((each) => each.text() ?? '')
      const block = blockWithout(ipBlock.get('cidr').text() ?? '', except)
      if (block === null) ipBlock.gap('it holds a text that is no network; the rule does not match it')
      else blocks.push(block)
    } else if (!namespaceSelector.absent) pods.push(podsOf(namespaceSelector, podSelector))
    else if (!podSelector.absent) pods.push(podsIn(namespace, podSelector))
    else item.gap('a peer without selector and block; the rule does not match it')
  }
  return { any: items.length === 0, pods, blocks }
}
