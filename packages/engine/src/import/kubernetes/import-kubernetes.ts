import type { Policy } from '../../model/document.ts'
import { importedDocument } from '../blank.ts'
import { groupBook } from '../groups.ts'
import { inventedAddresses, inventedGap } from '../invented-addresses.ts'
import type { ImportResult } from '../result.ts'
import { distinctGaps, type ImportGap, type ImportSource, type SourceNode, sourceNode } from '../source.ts'
import { adminPolicies, baselinePolicy } from './admin-policy.ts'
import { checkNetworkPolicy } from './check-network-policy.ts'
import { isolationPolicy, networkPolicy } from './network-policy.ts'
import type { KubernetesWorld } from './rules.ts'
import { isWorkloadKind, nameOf, namespaceOf, namespacesIn, podWorkload } from './workloads.ts'

export interface KubernetesOptions {
  /** Do pods without an address have IPv6 too? Left out: where any object names an IPv6 network. */
  readonly ipv6?: boolean
}

/**
 * Kubernetes manifests (one source for each YAML document) to a document that decides alike: pods as workloads with their
 * labels as tags, AdminNetworkPolicy in `environment`, NetworkPolicy and then BaselineAdminNetworkPolicy in `application`, default
 * allow. Pods without an address get an invented one.
 *
 * @throws RangeError where port names make more than 200,000 rules
 */
export function importKubernetes(
  sources: readonly ImportSource[],
  options: KubernetesOptions = {},
): ImportResult {
  const gaps: ImportGap[] = []
  const objects = kubernetesObjects(sources, gaps)
  const world = kubernetesWorld(objects, options)
  const { workloads, invented } = world
  const of = (kind: string): readonly SourceNode[] =>
    objects.filter((object) => object.get('kind').text() === kind && !isCalico(object))
  const written = of('NetworkPolicy')
  for (const object of written) checkNetworkPolicy(object)
  const isolation = isolationPolicy(world, written)
  const policies: readonly Policy[] = [
    ...adminPolicies(world, of('AdminNetworkPolicy')),
    ...written.map((object) => networkPolicy(world, object)),
    ...(isolation === null ? [] : [isolation]),
    ...of('BaselineAdminNetworkPolicy').map((object) => baselinePolicy(world, object)),
  ]
  for (const object of objects) {
    const kind = object.get('kind').text()
    if (kind === null) object.gap('an object without `kind` was left out')
    else if (isCalico(object)) object.gap("it is Calico's; `flowgate import calico` reads it")
    else if (!READ.has(kind) && !isWorkloadKind(kind)) object.gap(`\`${kind}\` is not imported`)
  }
  return {
    document: importedDocument(
      {
        inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads },
        groups: world.groups.groups(),
        policies,
      },
      gaps,
    ),
    gaps: [...distinctGaps(gaps), ...inventedGap(invented.count(), 'pods')],
  }
}

/** The objects of all sources, lists taken apart, each once. Gaps go to `gaps` as they are found. */
export const kubernetesObjects = (
  sources: readonly ImportSource[],
  gaps: ImportGap[],
): readonly SourceNode[] => {
  const found = sources
    .flatMap((source) => flattened(sourceNode(source, (gap) => gaps.push(gap))))
    .filter((object) => !object.absent)
  const seen = new Set<string>()
  return found.filter((object) => {
    const group = object.get('apiVersion').text()?.split('/')[0] ?? ''
    const key = [group, object.get('kind').text(), namespaceOf(object), nameOf(object)].join(' ')
    if (nameOf(object) === '' || !seen.has(key)) {
      seen.add(key)
      return true
    }
    object.gap(`\`${nameOf(object)}\` is there twice; the first one was kept`)
    return false
  })
}

const MOST_RULES = 200_000

/** A port's name is a rule for each number it has somewhere: a few of both make too many. */
function ruleCounter(): () => void {
  let count = 0
  return () => {
    count += 1
    if (count > MOST_RULES)
      throw new RangeError(
        `the port names of these policies make more than ${MOST_RULES} rules; write numbers`,
      )
  }
}

/** Namespaces and workloads of these objects, and an empty book of groups. */
export function kubernetesWorld(
  objects: readonly SourceNode[],
  { ipv6 = namesIpv6(objects.map(({ value }) => value)) }: KubernetesOptions = {},
): KubernetesWorld {
  const invented = inventedAddresses({ ipv6 })
  const namespaces = namespacesIn(objects)
  const workloads = objects.flatMap((object) => {
    const kind = object.get('kind').text() ?? ''
    return (isWorkloadKind(kind) ? podWorkload(object, kind, namespaces, invented) : null) ?? []
  })
  return { groups: groupBook(), workloads, namespaces, invented, count: ruleCounter() }
}

const IPV6_NETWORK = /^[0-9a-f]*:[0-9a-f:.]*\/\d{1,3}$/i

/** Is any text in these values an IPv6 network? Each object is looked at once, so that aliases cost nothing. */
function namesIpv6(values: readonly unknown[]): boolean {
  const seen = new Set<unknown>()
  const waiting = [...values]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string' && IPV6_NETWORK.test(value)) return true
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    for (const each of Object.values(value)) if (each !== undefined) waiting.push(each)
  }
  return false
}

/** NetworkPolicy is a kind of both. */
const isCalico = (object: SourceNode): boolean =>
  object.get('apiVersion').text()?.includes('projectcalico.org') === true

const READ: ReadonlySet<string> = new Set([
  'Namespace',
  'NetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
])

/** A list of objects is its items. Those of a `PodList` and the like need not say their kind. */
function flattened(object: SourceNode): readonly SourceNode[] {
  const kind = object.get('kind').text() ?? ''
  if (!kind.endsWith('List')) return [object]
  return object
    .get('items')
    .items()
    .flatMap((item) =>
      flattened(kind === 'List' ? item : ofKind(item, object, kind.slice(0, -'List'.length))),
    )
}

function ofKind(item: SourceNode, list: SourceNode, kind: string): SourceNode {
  const said: Readonly<Record<string, SourceNode>> = {
    kind: { ...list.get('kind'), value: kind, text: () => kind },
    apiVersion: list.get('apiVersion'),
  }
  return { ...item, get: (key) => (item.get(key).absent ? (said[key] ?? item.get(key)) : item.get(key)) }
}
