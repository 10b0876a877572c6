import { FLOW_STATES, type FlowState, type getMap, type Output } from '@flowgate/shared'
import type { EndpointView, Selection } from '../flows/flows.read-model.ts'
import { type DrawnMap, silentNode, visibleWorkloads } from './drawn-map.ts'
import { edgeItems } from './edge-items.ts'
import { bySessions, keptEdges } from './kept-edges.ts'
import { type EdgeColumns, liftEdges } from './map-edges.ts'
import { levelsOf, mapNodeOf } from './map-nodes.ts'
import { heldEnds, nodeParents } from './node-parents.ts'

/** More than a screen or a layout can take: the busiest are drawn, and the answer says that some are missing. */
export const MAX_NODES = 2_000
export const MAX_EDGES = 2_000

export type Graph = Pick<Output<typeof getMap>, 'nodes' | 'edges' | 'legend'> & {
  readonly truncated: boolean
}

interface Load {
  all: number
  byRule: number
}

const legendOf = (edges: EdgeColumns): Graph['legend'] => {
  const entries = FLOW_STATES.map(() => ({ edges: 0, flows: 0, sessions: 0 }))
  for (let edge = 0; edge < edges.size; edge += 1)
    entries.forEach((entry, state) => {
      if (edges.state[edge] === state) entry.edges += 1
      entry.flows += edges.flowStates[edge * 4 + state] ?? 0
      entry.sessions += edges.states[edge * 4 + state] ?? 0
    })
  return Object.fromEntries(FLOW_STATES.map((name, state) => [name, entries[state]])) as Record<
    FlowState,
    (typeof entries)[number]
  >
}

const loadOf = (edges: EdgeColumns): ReadonlyMap<number, Load> => {
  const traffic = new Map<number, Load>()
  const add = (node: number, edge: number) => {
    const sum = traffic.get(node) ?? { all: 0, byRule: 0 }
    sum.all += edges.sessions[edge] ?? 0
    sum.byRule += edges.byRule[edge] ?? 0
    traffic.set(node, sum)
  }
  for (let edge = 0; edge < edges.size; edge += 1) {
    const [source = 0, target = 0] = [edges.source[edge], edges.target[edge]]
    add(source, edge)
    if (target !== source) add(target, edge)
  }
  return traffic
}

const parentsOf = (
  [, tier, application]: readonly [string, string, string],
  selector: string,
): readonly string[] => [application, tier].slice(0, selector === application ? 0 : selector === tier ? 1 : 2)

/** Nodes in the order in which they are drawn, with their traffic; null for those without. */
const chooseNodes = (
  view: EndpointView,
  { depth, opened }: DrawnMap,
  traffic: ReadonlyMap<number, Load>,
  parents: ReadonlyMap<string, string>,
) => {
  const ranked = [...traffic].sort((a, b) => b[1].all - a[1].all || a[0] - b[0])
  const kept = ranked.slice(0, MAX_NODES)
  const openedNames = new Set([...opened].map((code) => view.nodes.textOf(code) ?? ''))
  const chosen = new Map<string, Load | null>()
  const add = (selector: string, share: Load | null) => {
    const parent = parents.get(selector)
    if (parent !== undefined && openedNames.has(parent)) add(parent, null)
    if (share !== null || !chosen.has(selector)) chosen.set(selector, share)
  }
  for (const [node, share] of kept) add(view.nodes.textOf(node) ?? '', share)
  let truncated = ranked.length > kept.length
  if (depth.silent)
    for (const workload of visibleWorkloads(view)) {
      const levels = levelsOf(workload)
      const selector = silentNode(levels, depth)
      if (chosen.has(selector)) continue
      if (chosen.size >= MAX_NODES) {
        truncated = true
        break
      }
      for (const parent of parentsOf(levels, selector)) {
        openedNames.add(parent)
        if (!chosen.has(parent)) chosen.set(parent, null)
      }
      chosen.set(selector, null)
    }
  return { chosen, openedNames, truncated, kept: new Set(kept.map(([node]) => node)) }
}

/** What is drawn of a selection. `focus` = a node all of whose edges are wanted. */
export const graphOf = (selection: Selection, map: DrawnMap, focus: string | undefined): Graph => {
  const { view } = selection
  const { edges, facts, sums } = map
  const traffic = loadOf(edges)
  const { chosen, openedNames, truncated, kept } = chooseNodes(view, map, traffic, facts.parents)
  const focused = focus === undefined ? undefined : view.nodes.find(focus)
  const shown =
    edges.size <= MAX_EDGES
      ? edges
      : liftEdges(
          selection,
          sums,
          edges,
          view.nodes.size,
          heldEnds(nodeParents(view, map.seen), map.opened, focused),
        )
  const isDrawn = (node: number) => kept.has(node) || map.opened.has(node)
  const ranked = bySessions(shown).filter(
    (edge) => isDrawn(shown.source[edge] ?? 0) && isDrawn(shown.target[edge] ?? 0),
  )
  return {
    nodes: [...chosen].map(([selector, share]) =>
      mapNodeOf(
        selector,
        facts,
        view,
        openedNames.has(selector),
        share === null || share.all === 0 ? null : share.byRule / share.all,
      ),
    ),
    edges: edgeItems(selection, sums, shown, keptEdges(shown, ranked, MAX_EDGES, focused)),
    legend: legendOf(edges),
    truncated,
  }
}
