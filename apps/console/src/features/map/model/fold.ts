import type { Graph, GraphNode } from './graph.ts'
import { liftEdges } from './lift.ts'
import type { Rect } from './rect.ts'

/** Depth in the forest: 0 for what lies in nothing. */
export const depthsOf = (graph: Pick<Graph, 'nodes'>): ReadonlyMap<string, number> => {
  const result = new Map<string, number>()
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]))
  const depth = (id: string): number => {
    const known = result.get(id)
    if (known !== undefined) return known
    const parent = parents.get(id) ?? null
    const found = parent === null ? 0 : depth(parent) + 1
    result.set(id, found)
    return found
  }
  for (const node of graph.nodes) depth(node.id)
  return result
}

/**
 * The same map seen from further off: opened nodes at `depth` are drawn whole, without what lies in them, and edges end at them.
 * What they hold keeps its place, so that coming nearer shows it where it was.
 */
export const foldTo = (graph: Graph, depth: number, weight: 'sessions' | 'bytes'): Graph => {
  const depths = depthsOf(graph)
  if (![...depths.values()].some((each) => each > depth)) return graph
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]))
  const shown = (id: string): string => {
    let at = id
    while ((depths.get(at) ?? 0) > depth) at = parents.get(at) ?? at
    return at
  }
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const own = depths.get(node.id) ?? 0
    if (own > depth) return []
    return [own === depth && node.shape === 'cluster' ? { ...node, shape: 'folded' } : node]
  })
  return {
    nodes,
    edges: liftEdges(graph, weight, ({ source, target }) => ({
      source: shown(source),
      target: shown(target),
    })),
  }
}

const outline = (inner: Rect, outer: Rect): string =>
  `M${Math.round(inner.x - outer.x)} ${Math.round(inner.y - outer.y)}h${inner.width}v${inner.height}h${-inner.width}z`

/** For each folded node of `folded`, the outlines of what lies in it, relative to its corner: many nodes in one path. */
export const ghostsOf = (
  whole: Pick<Graph, 'nodes'>,
  folded: Pick<Graph, 'nodes'>,
  rects: ReadonlyMap<string, Rect>,
): ReadonlyMap<string, string> => {
  const outer = new Map(
    folded.nodes.flatMap((node) => {
      const rect = rects.get(node.id)
      return node.shape === 'folded' && rect ? [[node.id, rect] as const] : []
    }),
  )
  const parts = new Map<string, string[]>()
  if (outer.size === 0) return new Map()
  const parents = new Map(whole.nodes.map((node) => [node.id, node.parent]))
  for (const node of whole.nodes) {
    const rect = rects.get(node.id)
    if (node.shape === 'cluster' || !rect) continue
    let at = parents.get(node.id) ?? null
    while (at !== null && !outer.has(at)) at = parents.get(at) ?? null
    const frame = at === null ? undefined : outer.get(at)
    if (at === null || !frame) continue
    const list = parts.get(at)
    if (list) list.push(outline(rect, frame))
    else parts.set(at, [outline(rect, frame)])
  }
  return new Map([...parts].map(([id, list]) => [id, list.join('')]))
}
