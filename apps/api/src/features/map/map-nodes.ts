import type { Workload } from '@flowgate/engine'
import type { MapNode } from '@flowgate/shared'
import { type EndpointView, nodeLabel } from '../flows/flows.read-model.ts'
import { applicationOf, tierOf } from '../inventory/inventory.read-model.ts'

/** What a node holds, whether it was seen talking or not. */
interface Holding {
  readonly workloads: Workload[]
  readonly addresses: Set<string>
}

export interface NodeFacts {
  /** Code of the node, by selector. */
  readonly holdings: ReadonlyMap<string, Holding>
  readonly parents: ReadonlyMap<string, string>
}

/** Selectors of a workload from the inside out. */
export const levelsOf = (workload: Workload): readonly [string, string, string] => {
  const application = applicationOf(workload)
  if (application === null) return [`wl:${workload.id}`, 'bucket:uncategorized', 'bucket:uncategorized']
  return [`wl:${workload.id}`, `tier:${application}/${tierOf(workload) ?? ''}`, `app:${application}`]
}

/** Everything that could be drawn of the inventory, as its reader may see it, and of the addresses in a selection. */
export const nodeFacts = (view: EndpointView, seen: (endpoint: number) => boolean): NodeFacts => {
  const holdings = new Map<string, Holding>()
  const parents = new Map<string, string>()
  const hold = (selector: string): Holding => {
    const known = holdings.get(selector)
    if (known !== undefined) return known
    const made: Holding = { workloads: [], addresses: new Set() }
    holdings.set(selector, made)
    return made
  }
  for (const workload of view.inventory.workloads.values()) {
    if (view.visible !== null && !view.visible.has(workload.id)) continue
    const levels = levelsOf(workload)
    for (const selector of new Set(levels)) {
      const holding = hold(selector)
      holding.workloads.push(workload)
      for (const { addresses } of workload.vnics)
        for (const address of addresses) holding.addresses.add(address)
    }
    parents.set(levels[0], levels[1])
    if (levels[1] !== levels[2]) parents.set(levels[1], levels[2])
  }
  for (let endpoint = 0; endpoint < view.size; endpoint += 1) {
    if (view.workloads[endpoint] !== null || !seen(endpoint)) continue
    const bucket = view.nodes.textOf(view.application[endpoint] ?? 0) ?? ''
    const entity = view.nodes.textOf(view.entity[endpoint] ?? 0) ?? ''
    const address = view.address(endpoint)
    if (address !== '') for (const selector of [bucket, entity]) hold(selector).addresses.add(address)
    if (entity !== bucket) parents.set(entity, bucket)
  }
  return { holdings, parents }
}

const KINDS: Readonly<Record<string, MapNode['kind']>> = {
  app: 'application',
  tier: 'tier',
  wl: 'workload',
  bucket: 'bucket',
  addr: 'address',
}

const kindOf = (selector: string): MapNode['kind'] =>
  selector === 'bucket:hidden' ? 'hidden' : (KINDS[selector.slice(0, selector.indexOf(':'))] ?? 'bucket')

/** Tags that all of them bear. */
const commonTags = (workloads: readonly Workload[]): string[] => {
  const [first, ...rest] = workloads
  if (first === undefined) return []
  const all = first.tags.map(({ scope, value }) => `${scope}:${value}`)
  return all.filter((text) =>
    rest.every(({ tags }) => tags.some((tag) => `${tag.scope}:${tag.value}` === text)),
  )
}

export const mapNodeOf = (
  selector: string,
  { holdings, parents }: NodeFacts,
  view: EndpointView,
  expanded: boolean,
  protectedShare: number | null,
): MapNode => {
  const kind = kindOf(selector)
  const holding = holdings.get(selector)
  const workloads = holding?.workloads ?? []
  const modes: MapNode['modes'] = {}
  for (const { mode } of workloads) modes[mode] = (modes[mode] ?? 0) + 1
  return {
    id: selector,
    kind,
    label: nodeLabel(selector, view),
    parent: parents.get(selector) ?? null,
    expandable: kind === 'application' || kind === 'tier' || kind === 'bucket',
    expanded,
    workloads: workloads.length,
    addresses: holding?.addresses.size ?? 0,
    modes,
    protectedShare,
    tags: commonTags(workloads),
    workloadId: kind === 'workload' ? selector.slice(3) : null,
  }
}
