import type { Workload } from '@flowgate/engine'
import type { ConversationSums, EndpointView, Selection } from '../flows/flows.read-model.ts'
import { drawnNodes, type MapLevel } from './drawn-nodes.ts'
import { type EdgeColumns, sumEdges } from './map-edges.ts'
import { levelsOf, type NodeFacts, nodeFacts } from './map-nodes.ts'

/** More than that are not opened at once by a level: nobody could tell them apart. */
export const MAX_OPENED = 1_000

export interface MapDepth {
  readonly level: MapLevel
  readonly expand: readonly string[]
  /** Draw the inventory's nodes without traffic too. */
  readonly silent: boolean
}

/** What all maps of one selection have in common. */
export interface Traffic {
  readonly sums: ConversationSums
  /** 1 for each endpoint in the selection. */
  readonly seen: Uint8Array
  readonly facts: NodeFacts
}

/** What a selection is drawn as, before anything is left out. */
export interface DrawnMap extends Traffic {
  /** With the level that fits. */
  readonly depth: MapDepth
  /** Node of each endpoint, and the nodes shown from the inside, as codes of `view.nodes`. */
  readonly drawn: Uint32Array
  readonly opened: ReadonlySet<number>
  readonly edges: EdgeColumns
}

/** What a workload that says nothing is drawn as: the same rule as for endpoints. */
export const silentNode = (
  [entity, tier, application]: readonly [string, string, string],
  { level, expand }: Pick<MapDepth, 'level' | 'expand'>,
): string => {
  const bucket = tier === application
  const everything = level === 'workload'
  if (!(expand.includes(application) || everything || (level === 'tier' && !bucket))) return application
  return bucket || everything || expand.includes(tier) ? entity : tier
}

export const visibleWorkloads = (view: EndpointView): readonly Workload[] =>
  [...view.inventory.workloads.values()].filter(({ id }) => view.visible === null || view.visible.has(id))

const countNodes = (
  view: EndpointView,
  seen: Uint8Array,
  drawn: Uint32Array,
  { level, silent }: Omit<MapDepth, 'expand'>,
): number => {
  const names = new Set<string>()
  const codes = new Uint8Array(view.nodes.size)
  for (let endpoint = 0; endpoint < drawn.length; endpoint += 1)
    if (seen[endpoint] === 1) codes[drawn[endpoint] ?? 0] = 1
  for (let code = 0; code < codes.length; code += 1)
    if (codes[code] === 1) names.add(view.nodes.textOf(code) ?? '')
  if (silent)
    for (const workload of visibleWorkloads(view))
      names.add(silentNode(levelsOf(workload), { level, expand: [] }))
  return names.size
}

const COARSER = { workload: 'tier', tier: 'application' } as const

/** The level asked for, or the nearest above it that a map can show. The same for all who see the same. */
const fittingLevel = (view: EndpointView, seen: Uint8Array, asked: Omit<MapDepth, 'expand'>): MapLevel => {
  const { level, silent } = asked
  if (level === 'application') return level
  const { drawn } = drawnNodes(view, level, [])
  if (countNodes(view, seen, drawn, asked) <= MAX_OPENED) return level
  return fittingLevel(view, seen, { level: COARSER[level], silent })
}

export const trafficOf = ({ memory, view }: Selection, sums: ConversationSums): Traffic => {
  const seen = new Uint8Array(view.size)
  for (const code of sums.present) {
    const conversation = memory.conversations[code]
    if (conversation === undefined) continue
    seen[conversation.source] = 1
    seen[conversation.destination] = 1
  }
  return { sums, seen, facts: nodeFacts(view, (endpoint) => seen[endpoint] === 1) }
}

/** Pure: the same rows, inventory and depth give the same map. */
export const drawMap = (selection: Selection, traffic: Traffic, asked: MapDepth): DrawnMap => {
  const { view } = selection
  const depth = { ...asked, level: fittingLevel(view, traffic.seen, asked) }
  const { drawn, opened } = drawnNodes(view, depth.level, depth.expand)
  const edges = sumEdges(selection, traffic.sums, drawn, view.nodes.size)
  return { ...traffic, depth, drawn, opened, edges }
}
