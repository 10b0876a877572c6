import { depthsOf } from './fold.ts'
import type { Graph } from './graph.ts'
import type { Rect } from './rect.ts'
import type { View } from './viewport.ts'

/** Nodes in view at once: with more, a browser draws fewer than thirty frames a second, and nobody reads them. */
const MOST = 260
/** Coming nearer opens what is folded only when there is room to spare, lest a small movement folds it again. */
const SPARE = 0.85

/** How deep the nodes of a map may be shown, by how many of each depth are in view. */
export const depthIn = (graph: Pick<Graph, 'nodes'>, rects: ReadonlyMap<string, Rect>) => {
  const depths = depthsOf(graph)
  const deepest = Math.max(0, ...depths.values())
  const all = graph.nodes.flatMap(({ id }) => {
    const rect = rects.get(id)
    return rect ? [{ depth: depths.get(id) ?? 0, ...rect }] : []
  })
  return {
    /** @param now the depth shown at present */
    at: ({ viewport: { x, y, zoom }, frame }: View, now: number): number => {
      if (deepest === 0 || all.length <= MOST) return deepest
      const [left, top] = [-x / zoom, -y / zoom]
      const [right, bottom] = [left + frame.width / zoom, top + frame.height / zoom]
      const counts = new Array<number>(deepest + 1).fill(0)
      for (const rect of all)
        if (rect.x < right && rect.x + rect.width > left && rect.y < bottom && rect.y + rect.height > top)
          counts[rect.depth] = (counts[rect.depth] ?? 0) + 1
      let sum = counts[0] ?? 0
      let depth = 0
      while (depth < deepest) {
        sum += counts[depth + 1] ?? 0
        if (sum > (depth + 1 > now ? MOST * SPARE : MOST)) break
        depth += 1
      }
      return depth
    },
  }
}
