import type { Policy } from '../../model/document.ts'
import { importedDocument } from '../blank.ts'
import { inventedGap } from '../invented-addresses.ts'
import {
  type KubernetesOptions,
  kubernetesObjects,
  kubernetesWorld,
} from '../kubernetes/import-kubernetes.ts'
import { isWorkloadKind, nameOf } from '../kubernetes/workloads.ts'
import type { ImportResult } from '../result.ts'
import { distinctGaps, type ImportGap, type ImportSource, type SourceNode } from '../source.ts'
import { closedHosts, endpointWorkloads } from './endpoints.ts'
import { networkSetsIn } from './entity.ts'
import { endOfTier, hostsWithoutProfile, isGlobal, isKubernetes, policyOf, type Tier } from './policies.ts'

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
  const policies = tiers.flatMap(({ members, passes }, index): readonly Policy[] => {
    const isLast = index === tiers.length - 1
    const category = index === tiers.length - 2 ? 'environment' : isLast ? 'application' : 'infrastructure'
    const pass = isLast ? 'allow' : category === 'environment' ? 'jump-to-application' : 'drop'
    const tier: Tier = { world, sets, category, pass, closed }
    // What passes at the end of a tier simply comes to the next one.
    const ends = passes ? null : endOfTier(tier, members, index)
    return [...members.map((object) => policyOf(tier, object)), ...(ends === null ? [] : [ends])]
  })
  const hosts = hostsWithoutProfile(world, closed)
  for (const object of objects) {
    const kind = object.get('kind').text() ?? ''
    if (!READ.has(kind) && !isWorkloadKind(kind)) object.gap(`\`${kind}\` is not imported`)
    const domains = object.get('spec').get('allowedEgressDomains')
    if (kind.endsWith('NetworkSet') && domains.items().length > 0)
      domains.gap('names cannot be members; the set is its networks')
  }
  return {
    document: importedDocument(
      {
        inventory: { sites: [], clusters: [], hosts: [], segments: [], workloads: world.workloads },
        groups: world.groups.groups(),
        policies: [...policies, ...hosts],
      },
      gaps,
    ),
    gaps: [...distinctGaps(gaps), ...inventedGap(world.invented.count(), 'pods')],
  }
}

interface Members {
  /** Policies in evaluation order. */
  readonly members: readonly SourceNode[]
  /** What no rule of the tier decided goes on to the next. */
  readonly passes: boolean
}

/** Tiers in evaluation order. Without `order` comes last; equals by name. */
function tiersOf(objects: readonly SourceNode[]): readonly Members[] {
  const tiers = new Map(
    objects
      .filter((object) => object.get('kind').text() === 'Tier')
      .map((object) => [nameOf(object), object] as const),
  )
  const byTier = new Map<string, SourceNode[]>()
  for (const object of objects) {
    const kind = object.get('kind').text()
    if (kind !== 'NetworkPolicy' && !isGlobal(object)) continue
    const at = object.get('spec').get('tier')
    const tier = at.text() ?? 'default'
    if (tier !== 'default' && !tiers.has(tier))
      at.gap(`the tier \`${tier}\` is not there; it is read as one without \`order\``)
    const members = byTier.get(tier) ?? []
    members.push(object)
    byTier.set(tier, members)
  }
  return [...byTier]
    .map(([name, members]) => ({ name, members, tier: tiers.get(name) }))
    .map((each) => ({
      ...each,
      order: each.tier === undefined ? Number.POSITIVE_INFINITY : orderOf(each.tier),
    }))
    .toSorted((a, b) => (a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order - b.order))
    .map(({ members, tier }) => ({
      passes: tier?.get('spec').get('defaultAction').text()?.toLowerCase() === 'pass',
      members: members.toSorted((a, b) => {
        const [first, second] = [orderOf(a), orderOf(b)]
        return first === second ? (nameOf(a) < nameOf(b) ? -1 : 1) : first - second
      }),
    }))
}

const orderOf = (object: SourceNode): number => {
  if (isKubernetes(object)) return KUBERNETES_ORDER
  const order = object.get('spec').get('order')
  return typeof order.value === 'number' ? order.value : Number.POSITIVE_INFINITY
}
