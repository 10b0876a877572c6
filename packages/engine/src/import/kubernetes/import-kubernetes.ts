import type { Policy, Workload } from '../../model/document.ts'
import { importedDocument } from '../blank.ts'
import { groupBook } from '../groups.ts'
import { inventedAddresses, inventedGap } from '../invented-addresses.ts'
import type { ImportResult } from '../result.ts'
import { type ImportGap, type ImportSource, type SourceNode, sourceNode } from '../source.ts'
import { adminPolicies, baselinePolicy } from './admin-policy.ts'
import { isolationPolicy, networkPolicy } from './network-policy.ts'
import type { KubernetesWorld } from './rules.ts'
import { isWorkloadKind, namespacesIn, podWorkload } from './workloads.ts'

/**
 * Kubernetes manifests (one source for each YAML document) to a document that decides alike: pods as workloads with their
 * labels as tags, AdminNetworkPolicy in `environment`, NetworkPolicy and then BaselineAdminNetworkPolicy in `application`, default
 * allow. Pods without an address get an invented one.
 */
export function importKubernetes(sources: readonly ImportSource[]): ImportResult {
  const gaps: ImportGap[] = []
  const objects = kubernetesObjects(sources, gaps)
  const world = kubernetesWorld(objects)
  const { workloads, invented } = world
  const of = (kind: string): readonly SourceNode[] =>
    objects.filter((object) => object.get('kind').text() === kind && !isCalico(object))
  const written = of('NetworkPolicy')
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
    document: importedDocument({
      inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads },
      groups: world.groups.groups(),
      policies,
    }),
    gaps: [...gaps, ...inventedGap(invented.count(), 'pods')],
  }
}

/** The objects of all sources, lists taken apart. Gaps go to `gaps` as they are found. */
export const kubernetesObjects = (
  sources: readonly ImportSource[],
  gaps: ImportGap[],
): readonly SourceNode[] =>
  sources
    .flatMap((source) => flattened(sourceNode(source, (gap) => gaps.push(gap))))
    .filter((object) => !object.absent)

/** Namespaces and workloads of these objects, and an empty book of groups. */
export function kubernetesWorld(objects: readonly SourceNode[]): KubernetesWorld {
  const invented = inventedAddresses()
  const namespaces = namespacesIn(objects)
  const workloads = distinct(
    objects.flatMap((object) => {
      const kind = object.get('kind').text() ?? ''
      const made = isWorkloadKind(kind) ? podWorkload(object, kind, namespaces, invented) : null
      return made === null ? [] : [{ made, object }]
    }),
  )
  return { groups: groupBook(), workloads, namespaces, invented }
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

/** A `List` of objects, of any kind of list, is its items. */
const flattened = (object: SourceNode): readonly SourceNode[] =>
  object.get('kind').text()?.endsWith('List') === true
    ? object.get('items').items().flatMap(flattened)
    : [object]

function distinct(
  found: readonly { readonly made: Workload; readonly object: SourceNode }[],
): readonly Workload[] {
  const byId = new Map<string, Workload>()
  for (const { made, object } of found) {
    if (byId.has(made.id)) object.gap(`\`${made.id}\` is there twice; the first one was kept`)
    else byId.set(made.id, made)
  }
  return [...byId.values()]
}
