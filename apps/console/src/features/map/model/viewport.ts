import type { Rect, Size } from './rect.ts'

/** How the map lies under the window: screen = map × zoom + offset. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}
const MARGIN = 24

/** The offset along one axis that brings `start` to `end` into `0` to `length`, moved as little as possible. */
const slide = (offset: number, start: number, end: number, length: number): number => {
  if (start + offset < MARGIN) return MARGIN - start
  return end + offset > length - MARGIN ? length - MARGIN - end : offset
}

/** The viewport that shows the whole of `rect`: the same zoom if it fits, else one at which it does. Null = it is in view already. */
export const viewportFor = (rect: Rect, now: Viewport, frame: Size): Viewport | null => {
  const [roomX, roomY] = [frame.width - 2 * MARGIN, frame.height - 2 * MARGIN]
  const zoom = Math.max(0.1, Math.min(now.zoom, roomX / rect.width, roomY / rect.height))
  // Zooming keeps the middle of the window where it is.
  const scale = zoom / now.zoom
  const at = {
    x: frame.width / 2 - (frame.width / 2 - now.x) * scale,
    y: frame.height / 2 - (frame.height / 2 - now.y) * scale,
  }
  const x = slide(at.x, rect.x * zoom, (rect.x + rect.width) * zoom, frame.width)
  const y = slide(at.y, rect.y * zoom, (rect.y + rect.height) * zoom, frame.height)
  return x === now.x && y === now.y && zoom === now.zoom ? null : { x, y, zoom }
}
