import { overlaps, type Point, type Rect, type Size } from '../model/rect.ts'

export interface Settling extends Size {
  readonly id: string
  readonly at: Point
  /** Put there by hand: stays, and the others make way. */
  readonly pinned?: boolean
}

/** Screens are wider than high: moving right is held to be so much cheaper than moving down. */
const WIDE = 1.7

/**
 * Makes room where nodes have grown (an opened application) without losing the picture one knows: each node stays exactly
 * where it is unless something before it lies there; then it moves right or down until it is free.
 * Depends only on the arguments, so closing a node brings everything back.
 *
 * Ends because a node only ever moves right or down past nodes that no longer move. O(n²) for n nodes of one cluster.
 */
export const settle = (nodes: readonly Settling[], gap: number): ReadonlyMap<string, Rect> => {
  const order = [...nodes].sort(
    (a, b) =>
      Number(b.pinned ?? false) - Number(a.pinned ?? false) ||
      a.at.x + a.at.y - (b.at.x + b.at.y) ||
      a.at.x - b.at.x ||
      (a.id < b.id ? -1 : 1),
  )
  const placed: Rect[] = []
  const result = new Map<string, Rect>()
  for (const node of order) {
    let rect: Rect = { ...node.at, width: node.width, height: node.height }
    if (!node.pinned) {
      let obstacle = placed.find((other) => overlaps(rect, other, gap))
      while (obstacle) {
        const right = obstacle.x + obstacle.width + gap - rect.x
        const down = obstacle.y + obstacle.height + gap - rect.y
        rect = right < down * WIDE ? { ...rect, x: rect.x + right } : { ...rect, y: rect.y + down }
        const here = rect
        obstacle = placed.find((other) => overlaps(here, other, gap))
      }
    }
    placed.push(rect)
    result.set(node.id, rect)
  }
  return result
}
