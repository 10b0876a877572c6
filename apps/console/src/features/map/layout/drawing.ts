import type { Point, Size } from '../model/rect.ts'
import type { ClusterEdge } from './unplaced.ts'

/** A node as far as a layout needs to know it. */
export interface Item extends Size {
  readonly id: string
}
/** Items that are to be placed, and who talks with whom among them. */
export interface Drawing {
  /** In an order of their own, such as by id: a layout must not depend on the order of an answer. */
  readonly items: readonly Item[]
  readonly edges: readonly ClusterEdge[]
}
/** The upper left corner of each item. */
export type Places = ReadonlyMap<string, Point>

/** Edges between two different items, as places in `items`, with their weight; each direction once. */
export const pairsOf = ({
  items,
  edges,
}: Drawing): readonly (readonly [from: number, to: number, weight: number])[] => {
  const index = new Map(items.map(({ id }, place) => [id, place]))
  return edges.flatMap(({ source, target, weight = 1 }) => {
    const [from, to] = [index.get(source), index.get(target)]
    return from === undefined || to === undefined || from === to ? [] : [[from, to, weight] as const]
  })
}

/** For each item, those that it shares an edge with, whatever the direction. */
export const neighboursOf = (drawing: Drawing): readonly ReadonlySet<number>[] => {
  const result = drawing.items.map(() => new Set<number>())
  for (const [from, to] of pairsOf(drawing)) {
    result[from]?.add(to)
    result[to]?.add(from)
  }
  return result
}
