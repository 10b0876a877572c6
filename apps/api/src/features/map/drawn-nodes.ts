import type { EndpointView } from '../flows/flows.read-model.ts'

export type MapLevel = 'application' | 'tier' | 'workload'

/**
 * Which node each endpoint is drawn as, as codes of `view.nodes`. `level` is what every application is opened to; `expand` opens
 * single nodes one level further: an application to its tiers, a tier or a bucket to what it holds.
 */
export const drawnNodes = (
  view: EndpointView,
  level: MapLevel,
  expand: readonly string[],
): { readonly drawn: Uint32Array; readonly opened: ReadonlySet<number> } => {
  const asked = new Set(expand.flatMap((selector) => view.nodes.find(selector) ?? []))
  const opened = new Set<number>()
  const drawn = new Uint32Array(view.size)
  for (let endpoint = 0; endpoint < drawn.length; endpoint += 1) {
    const application = view.application[endpoint] ?? 0
    const tier = view.tier[endpoint] ?? 0
    const bucket = application === tier
    let node = application
    // What no workload bears stays together unless it is asked for: there may be very many such addresses.
    const everything = level === 'workload' && view.workloads[endpoint] !== null
    if (asked.has(application) || everything || (level === 'tier' && !bucket)) {
      opened.add(application)
      node = tier
      if (bucket || asked.has(tier) || everything) {
        opened.add(tier)
        node = view.entity[endpoint] ?? 0
      }
    }
    drawn[endpoint] = node
  }
  // Nothing lies inside what is hidden.
  const hidden = view.nodes.find('bucket:hidden')
  if (hidden !== undefined) opened.delete(hidden)
  return { drawn, opened }
}
