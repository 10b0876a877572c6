import { centre, type Rect } from './rect.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The node to go to from `from` with an arrow key: the nearest within the quarter that the key points to. */
export const nearestInDirection = (
  rects: ReadonlyMap<string, Rect>,
  from: string,
  direction: Direction,
): string | null => {
  const start = rects.get(from)
  if (!start) return null
  const origin = centre(start)
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [id, rect] of rects) {
    if (id === from) continue
    const { x, y } = centre(rect)
    const [ahead, aside] =
      direction === 'left' || direction === 'right'
        ? [(x - origin.x) * (direction === 'right' ? 1 : -1), Math.abs(y - origin.y)]
        : [(y - origin.y) * (direction === 'down' ? 1 : -1), Math.abs(x - origin.x)]
    // What is aside counts double: the eye follows the row or column first.
    const distance = ahead + 2 * aside
    if (ahead > 0 && aside <= ahead * 2 && distance < least) {
      best = id
      least = distance
    }
  }
  return best
}
