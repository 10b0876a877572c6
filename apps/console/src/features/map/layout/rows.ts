import type { Point } from '../model/rect.ts'
import { GAP } from '../model/sizes.ts'
import type { Item, Places } from './drawing.ts'

/** Screens are wider than high. */
const ASPECT = 1.8

/** Nodes that do not talk with each other: rows of equal length, as near to the shape of a screen as may be. O(n). */
export const rows = (items: readonly Item[]): Places => {
  const area = items.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0)
  const length = Math.sqrt(area * ASPECT)
  const result = new Map<string, Point>()
  let [x, y, high] = [0, 0, 0]
  for (const { id, width, height } of items) {
    if (x > 0 && x + width > length) {
      y += high + GAP
      x = 0
      high = 0
    }
    result.set(id, { x, y })
    x += width + GAP
    high = Math.max(high, height)
  }
  return result
}
