import type { Policy, Rule, RuleAction } from '../../model/document.ts'
import { importedPolicy } from '../blank.ts'
import { blockWithout } from '../invented-addresses.ts'
import type { SourceNode } from '../source.ts'
import { checkAdminPolicy, checkBaselinePolicy } from './check-admin-policy.ts'
import { strangeKeys } from './checks.ts'
import { podsOf } from './network-policy.ts'
import { adminPorts } from './ports.ts'
import { type KubernetesWorld, type Peers, type Pods, podGroup, rulesFor } from './rules.ts'
import { nameOf } from './workloads.ts'

/*
 * AdminNetworkPolicy decides before NetworkPolicy, which is why it stands in category `environment`: `Pass` is a jump to
 * `application`. BaselineAdminNetworkPolicy decides about pods that no NetworkPolicy selects: last in `application`.
 */

const ACTIONS: ReadonlyMap<string | null, RuleAction> = new Map([
  ['Allow', 'allow'],
  ['Deny', 'drop'],
  ['Pass', 'jump-to-application'],
])

/** Ascending priority; two of one priority, whose order Kubernetes leaves open, by name. */
export const adminPolicies = (world: KubernetesWorld, objects: readonly SourceNode[]): readonly Policy[] =>
  objects
    .map((object) => ({ object, priority: object.get('spec').get('priority').number() ?? 0 }))
    .toSorted((a, b) => a.priority - b.priority || (nameOf(a.object) < nameOf(b.object) ? -1 : 1))
    .map(({ object }) => adminPolicy(world, object, 'AdminNetworkPolicy', 'environment'))

export const baselinePolicy = (world: KubernetesWorld, object: SourceNode): Policy =>
  adminPolicy(world, object, 'BaselineAdminNetworkPolicy', 'application')

function adminPolicy(
  world: KubernetesWorld,
  object: SourceNode,
  kind: string,
  category: Policy['category'],
): Policy {
  const id = `${kind}/${nameOf(object)}`
  const check = category === 'environment' ? checkAdminPolicy : checkBaselinePolicy
  check(object)
  const spec = object.get('spec')
  const subject = podsOrNamespaces(spec.get('subject'))
  if (subject === null) {
    spec.get('subject').gap('neither `namespaces` nor `pods`; the policy applies to no pod')
    return importedPolicy(id, category, [])
  }
  const rules = (['ingress', 'egress'] as const).flatMap((list) =>
    spec
      .get(list)
      .items()
      .flatMap((item, index): readonly Rule[] => {
        const action = ACTIONS.get(item.get('action').text())
        const known = ['name', 'action', list === 'ingress' ? 'from' : 'to', 'ports']
        if (action !== 'drop' && strangeKeys(item, known).length > 0) {
          item.gap('the rule may be meant otherwise; it was left out, so that it does not allow too much')
          return []
        }
        if (action === undefined || (category === 'application' && action === 'jump-to-application')) {
          item.get('action').gap(`\`${item.get('action').text()}\` is no action here; the rule was left out`)
          return []
        }
        return rulesFor(world, {
          id: `${id}/${list}[${index}]`,
          name: item.get('name').text() || `${list} ${index + 1}`,
          direction: list === 'ingress' ? 'in' : 'out',
          action,
          subject,
          peers: peersOf(item.get(list === 'ingress' ? 'from' : 'to')),
          ports: adminPorts(item.get('ports')),
          at: item,
        })
      }),
  )
  return importedPolicy(id, category, rules, { appliedTo: [podGroup(world, subject)] })
}

function podsOrNamespaces(node: SourceNode): Pods | null {
  const namespaces = node.get('namespaces')
  if (!namespaces.absent) return podsOf(namespaces, node.get('no pod selector'))
  const pods = node.get('pods')
  return pods.absent ? null : podsOf(pods.get('namespaceSelector'), pods.get('podSelector'))
}

function peersOf(list: SourceNode): Peers {
  const pods: Pods[] = []
  const blocks: Peers['blocks'][number][] = []
  for (const item of list.items()) {
    const chosen = podsOrNamespaces(item)
    if (chosen !== null) pods.push(chosen)
    for (const network of item.get('networks').items()) {
      const block = blockWithout(network.text() ?? '', [])
      if (block === null) network.gap(`\`${network.text()}\` is no network; the rule does not match it`)
      else blocks.push(block)
    }
    for (const key of ['nodes', 'domainNames'] as const)
      if (!item.get(key).absent)
        item.get(key).gap(`\`${key}\` as a peer cannot be said; the rule does not match it`)
  }
  return { any: false, pods, blocks }
}
