import { centre, type Point, type Rect } from './rect.ts'

export interface EdgePath {
  readonly path: string
  /** Where its sign and label go. */
  readonly middle: Point
}

const round = (value: number) => Math.round(value * 10) / 10
const at = (x: number, y: number) => `${round(x)},${round(y)}`
/** There and back run beside each other, not on top of each other. */
const LANE = 7

const along = (start: Point, end: Point, horizontal: boolean): EdgePath => {
  const reach = horizontal
    ? Math.max(30, Math.abs(end.x - start.x) / 2)
    : Math.max(30, Math.abs(end.y - start.y) / 2)
  const [c1, c2] = horizontal
    ? [
        { x: start.x + Math.sign(end.x - start.x || 1) * reach, y: start.y },
        { x: end.x - Math.sign(end.x - start.x || 1) * reach, y: end.y },
      ]
    : [
        { x: start.x, y: start.y + Math.sign(end.y - start.y || 1) * reach },
        { x: end.x, y: end.y - Math.sign(end.y - start.y || 1) * reach },
      ]
  // A cubic curve's middle: (p0 + 3c1 + 3c2 + p3) / 8.
  const middle = {
    x: round((start.x + 3 * c1.x + 3 * c2.x + end.x) / 8),
    y: round((start.y + 3 * c1.y + 3 * c2.y + end.y) / 8),
  }
  return { path: `M${at(start.x, start.y)} C${at(c1.x, c1.y)} ${at(c2.x, c2.y)} ${at(end.x, end.y)}`, middle }
}

/** From the side of `from` that faces `to`, in a smooth curve. */
export const edgePath = (from: Rect, to: Rect): EdgePath => {
  const a = centre(from)
  const b = centre(to)
  if (to.x >= from.x + from.width)
    return along({ x: from.x + from.width, y: a.y - LANE }, { x: to.x - 2, y: b.y - LANE }, true)
  if (to.x + to.width <= from.x)
    return along({ x: from.x, y: a.y + LANE }, { x: to.x + to.width + 2, y: b.y + LANE }, true)
  if (b.y >= a.y)
    return along({ x: a.x - LANE, y: from.y + from.height }, { x: b.x - LANE, y: to.y - 2 }, false)
  return along({ x: a.x + LANE, y: from.y }, { x: b.x + LANE, y: to.y + to.height + 2 }, false)
}

/** Traffic within a node: a loop at its upper right corner. */
export const selfPath = (node: Rect): EdgePath => {
  const right = node.x + node.width
  return {
    path: `M${at(right - 34, node.y)} C${at(right - 30, node.y - 26)} ${at(right + 28, node.y - 22)} ${at(right, node.y + 16)}`,
    middle: { x: round(right + 2), y: round(node.y - 14) },
  }
}
