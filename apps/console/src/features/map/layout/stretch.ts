import type { Point, Size } from '../model/rect.ts'
import { GAP } from '../model/sizes.ts'

export interface Stretching extends Size {
  readonly id: string
  readonly at: Point
  /** Its size when it is closed: what its place was made for. */
  readonly least: Size
}

/** How far everything from each line on moves: as much as the lines before it have grown. */
const shifts = (lines: readonly (readonly [at: number, grown: number])[]): ReadonlyMap<number, number> => {
  const grown = new Map<number, number>()
  for (const [at, more] of lines) grown.set(at, Math.max(grown.get(at) ?? 0, more))
  let sum = 0
  const result = new Map<number, number>()
  for (const [at, more] of [...grown].sort(([a], [b]) => a - b)) {
    result.set(at, sum)
    sum += more
  }
  return result
}

/** With more than this share of its nodes grown, a lattice made for small ones would have the wrong shape. */
const MOSTLY = 0.3
const ASPECT = 1.7

/** The same neighbours on a lattice of as many columns as fit the sizes that its nodes have now. */
const reshaped = (nodes: readonly Stretching[]): readonly Stretching[] => {
  const mean = (of: (node: Stretching) => number) =>
    nodes.reduce((sum, node) => sum + of(node), 0) / nodes.length
  const columns = Math.max(
    1,
    Math.round(Math.sqrt((nodes.length * ASPECT * mean((node) => node.height)) / mean((node) => node.width))),
  )
  const step = {
    x: Math.max(...nodes.map(({ least }) => least.width)) + GAP,
    y: Math.max(...nodes.map(({ least }) => least.height)) + GAP,
  }
  const perColumn = Math.ceil(nodes.length / columns)
  const across = [...nodes].sort((a, b) => a.at.x - b.at.x || a.at.y - b.at.y || (a.id < b.id ? -1 : 1))
  return Array.from({ length: columns }, (_, column) =>
    across
      .slice(column * perColumn, (column + 1) * perColumn)
      .sort((a, b) => a.at.y - b.at.y || (a.id < b.id ? -1 : 1))
      .map((node, row) => ({ ...node, at: { x: column * step.x, y: row * step.y } })),
  ).flat()
}

/**
 * Makes room on a lattice where nodes have grown: a row is as high as its highest node and a column as wide as its widest, as in
 * a table, so that the rest stays in order. Depends only on the arguments, so closing a node brings everything back.
 */
export const stretch = (lattice: readonly Stretching[]): ReadonlyMap<string, Point> => {
  const grown = lattice.filter(({ height, least }) => height > least.height).length
  const nodes = grown > lattice.length * MOSTLY ? reshaped(lattice) : lattice
  const right = shifts(nodes.map(({ at, width, least }) => [at.x, Math.max(0, width - least.width)]))
  const down = shifts(nodes.map(({ at, height, least }) => [at.y, Math.max(0, height - least.height)]))
  return new Map(
    nodes.map(({ id, at }) => [id, { x: at.x + (right.get(at.x) ?? 0), y: at.y + (down.get(at.y) ?? 0) }]),
  )
}
