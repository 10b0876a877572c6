import type { EndpointView } from '../flows/flows.read-model.ts'

/** What each node lies in, by codes of `view.nodes`, for the endpoints that are `seen`. */
export const nodeParents = (view: EndpointView, seen: Uint8Array): ReadonlyMap<number, number> => {
  const parents = new Map<number, number>()
  for (let endpoint = 0; endpoint < view.size; endpoint += 1) {
    if (seen[endpoint] !== 1) continue
    const [entity = 0, tier = 0, application = 0] = [
      view.entity[endpoint],
      view.tier[endpoint],
      view.application[endpoint],
    ]
    if (entity !== tier) parents.set(entity, tier)
    if (tier !== application) parents.set(tier, application)
  }
  return parents
}

/**
 * Between which nodes an edge is drawn when there are too many: the opened nodes that hold its ends, right below what holds both.
 * Edges within one opened node, between such as lie in none, and those of `focus` stay what they are.
 */
export const heldEnds = (
  parents: ReadonlyMap<number, number>,
  opened: ReadonlySet<number>,
  focus: number | undefined,
) => {
  const parentOf = (node: number): number | undefined => {
    const parent = parents.get(node)
    return parent !== undefined && opened.has(parent) ? parent : undefined
  }
  const holds = (parent: number, node: number): boolean => {
    for (let at = parentOf(node); at !== undefined; at = parentOf(at)) if (at === parent) return true
    return false
  }
  const holder = (node: number, other: number): number => {
    const parent = parentOf(node)
    return parent === undefined || holds(parent, other) ? node : parent
  }
  return (source: number, target: number): readonly [number, number] =>
    source === focus || target === focus ? [source, target] : [holder(source, target), holder(target, source)]
}
