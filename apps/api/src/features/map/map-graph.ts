import { FLOW_STATES, type FlowState, type getMap, type Output } from '@flowgate/shared'
import type { ConversationSums, Selection } from '../flows/flows.read-model.ts'
import { drawnNodes, type MapLevel } from './drawn-nodes.ts'
import { type EdgeSums, mainState, mapEdgeOf, sessionsOf, sumEdges } from './map-edges.ts'
import { levelsOf, mapNodeOf, nodeFacts } from './map-nodes.ts'

/** More than a screen or a layout can take: the busiest are drawn, and the answer says that some are missing. */
export const MAX_NODES = 2_000
export const MAX_EDGES = 20_000

export type Graph = Pick<Output<typeof getMap>, 'nodes' | 'edges' | 'legend'> & {
  readonly truncated: boolean
}

export interface GraphOptions {
  readonly level: MapLevel
  readonly expand: readonly string[]
  /** Draw the inventory's nodes without traffic too. */
  readonly silent: boolean
}

const legendOf = (edges: readonly EdgeSums[]): Graph['legend'] => {
  const entry = (state: number) => ({
    edges: edges.filter((edge) => mainState(edge) === state).length,
    flows: edges.reduce((sum, { flowStates }) => sum + (flowStates[state] ?? 0), 0),
    sessions: edges.reduce((sum, { states }) => sum + (states[state] ?? 0), 0),
  })
  return Object.fromEntries(FLOW_STATES.map((name, state) => [name, entry(state)])) as Record<
    FlowState,
    ReturnType<typeof entry>
  >
}

const busiest = (edges: readonly EdgeSums[]): ReadonlyMap<number, { all: number; byRule: number }> => {
  const traffic = new Map<number, { all: number; byRule: number }>()
  for (const edge of edges) {
    const sessions = sessionsOf(edge)
    for (const node of new Set([edge.source, edge.target])) {
      const sum = traffic.get(node) ?? { all: 0, byRule: 0 }
      sum.all += sessions
      sum.byRule += edge.byRule
      traffic.set(node, sum)
    }
  }
  return traffic
}

/** What is drawn of a selection. Pure: the same rows, inventory and options give the same graph. */
export const graphOf = (selection: Selection, sums: ConversationSums, options: GraphOptions): Graph => {
  const { memory, view } = selection
  const { drawn, opened } = drawnNodes(view, options.level, options.expand)
  const all = sumEdges(selection, sums, drawn, view.nodes.size)
  const traffic = busiest(all)

  const endpoints = new Set<number>()
  for (const code of sums.present) {
    const conversation = memory.conversations[code]
    if (conversation !== undefined) endpoints.add(conversation.source).add(conversation.destination)
  }
  const facts = nodeFacts(view, (endpoint) => endpoints.has(endpoint))

  const ranked = [...traffic].sort((a, b) => b[1].all - a[1].all || a[0] - b[0])
  const kept = new Set(ranked.slice(0, MAX_NODES).map(([node]) => node))
  const edges = all
    .filter(({ source, target }) => kept.has(source) && kept.has(target))
    .sort((a, b) => sessionsOf(b) - sessionsOf(a) || a.source - b.source || a.target - b.target)
    .slice(0, MAX_EDGES)

  const selectors = new Map<string, { byRule: number; all: number } | null>()
  const openedNames = new Set([...opened].map((code) => view.nodes.textOf(code) ?? ''))
  const add = (selector: string, share: { byRule: number; all: number } | null) => {
    const parent = facts.parents.get(selector)
    if (parent !== undefined && openedNames.has(parent)) add(parent, null)
    if (share !== null || !selectors.has(selector)) selectors.set(selector, share)
  }
  for (const node of kept) add(view.nodes.textOf(node) ?? '', traffic.get(node) ?? null)
  let truncated = ranked.length > kept.size || edges.length < all.length
  if (options.silent)
    for (const workload of view.inventory.workloads.values()) {
      if (view.visible !== null && !view.visible.has(workload.id)) continue
      const selector = silentNode(levelsOf(workload), options)
      if (selectors.has(selector)) continue
      if (selectors.size >= MAX_NODES) {
        truncated = true
        break
      }
      for (const parent of parentsOf(levelsOf(workload), selector)) {
        openedNames.add(parent)
        if (!selectors.has(parent)) selectors.set(parent, null)
      }
      selectors.set(selector, null)
    }
  return {
    nodes: [...selectors].map(([selector, share]) =>
      mapNodeOf(
        selector,
        facts,
        view,
        openedNames.has(selector),
        share === null || share.all === 0 ? null : share.byRule / share.all,
      ),
    ),
    edges: edges.map((edge) => mapEdgeOf(edge, selection)),
    legend: legendOf(edges),
    truncated,
  }
}

/** What a workload that says nothing is drawn as: the same rule as for endpoints. */
const silentNode = (
  [entity, tier, application]: readonly [string, string, string],
  { level, expand }: GraphOptions,
) => {
  const bucket = tier === application
  const everything = level === 'workload'
  if (!(expand.includes(application) || everything || (level === 'tier' && !bucket))) return application
  return bucket || everything || expand.includes(tier) ? entity : tier
}

const parentsOf = (
  [, tier, application]: readonly [string, string, string],
  selector: string,
): readonly string[] => [application, tier].slice(0, selector === application ? 0 : selector === tier ? 1 : 2)
