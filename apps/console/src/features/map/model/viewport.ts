import { boundsOf, type Rect, type Size } from './rect.ts'

/** How the map lies under the window: screen = map × zoom + offset. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}
/** What of the map is seen: its viewport and the size of the window onto it, in pixels. */
export interface View {
  readonly viewport: Viewport
  readonly frame: Size
}
const MARGIN = 24
export const MIN_ZOOM = 0.04
/** Larger than life says no more. */
const MAX_FIT = 1.15
/** Below that the legend stands above the map, not beside it. */
const WIDE = 900

/** The viewport that shows everything, clear of the legend and the buttons. */
export const viewportOfAll = (rects: ReadonlyMap<string, Rect>, frame: Size): Viewport => {
  const all = boundsOf(rects.values())
  const [top, right, bottom, left] = frame.width > WIDE ? [56, 290, 40, 64] : [232, 56, 40, 64]
  const room = {
    width: Math.max(1, frame.width - left - right),
    height: Math.max(1, frame.height - top - bottom),
  }
  const fit = Math.min(room.width / Math.max(1, all.width), room.height / Math.max(1, all.height))
  const zoom = Math.max(MIN_ZOOM, Math.min(MAX_FIT, fit))
  return {
    x: left + (room.width - all.width * zoom) / 2 - all.x * zoom,
    y: top + (room.height - all.height * zoom) / 2 - all.y * zoom,
    zoom,
  }
}

/** The offset along one axis that brings `start` to `end` into `0` to `length`, moved as little as possible. */
const slide = (offset: number, start: number, end: number, length: number): number => {
  if (start + offset < MARGIN) return MARGIN - start
  return end + offset > length - MARGIN ? length - MARGIN - end : offset
}

/** The viewport that shows the whole of `rect`: the same zoom if it fits, else one at which it does. Null = it is in view already. */
export const viewportFor = (rect: Rect, now: Viewport, frame: Size): Viewport | null => {
  const [roomX, roomY] = [frame.width - 2 * MARGIN, frame.height - 2 * MARGIN]
  const zoom = Math.max(MIN_ZOOM, Math.min(now.zoom, roomX / rect.width, roomY / rect.height))
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

/** Near enough to read what lies in a node, and no more than the whole of it. */
const READABLE = 0.7

/** The viewport with the whole of `rect` in the middle, as near as can be read. */
export const viewportNear = (rect: Rect, frame: Size): Viewport => {
  const [roomX, roomY] = [frame.width - 2 * MARGIN, frame.height - 2 * MARGIN]
  const zoom = Math.max(MIN_ZOOM, Math.min(READABLE, roomX / rect.width, roomY / rect.height))
  return {
    x: frame.width / 2 - (rect.x + rect.width / 2) * zoom,
    y: frame.height / 2 - (rect.y + rect.height / 2) * zoom,
    zoom,
  }
}
