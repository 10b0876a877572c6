import { centre, type Point, type Rect } from './rect.ts'

export interface EdgePath {
  readonly path: string
  /** Where its sign and label may go, the best place first. */
  readonly places: readonly Point[]
}

const round = (value: number) => Math.round(value * 10) / 10
const at = ({ x, y }: Point) => `${round(x)},${round(y)}`

/** There and back run beside each other, not on top of each other. */
const LANE = 7
/** How far a line bends to its own side: a share of its length, and at most so many pixels. */
const BOW = 0.07
const MOST_BOW = 36
/** Parts of the way at which a label may stand: nearer to where it comes from, so that there and back are labelled apart. */
const LABEL_AT = [0.4, 0.46, 0.34, 0.54, 0.28, 0.62, 0.22, 0.7, 0.78]
/** Room for the arrow's tip. */
const TIP = 3

/** Where a ray from within a rectangle leaves it; the point itself when the direction is none. */
const exit = (rect: Rect, from: Point, direction: Point): Point => {
  const toSide = (position: number, step: number, low: number, high: number) =>
    step === 0 ? Number.POSITIVE_INFINITY : ((step > 0 ? high : low) - position) / step
  const t = Math.min(
    toSide(from.x, direction.x, rect.x, rect.x + rect.width),
    toSide(from.y, direction.y, rect.y, rect.y + rect.height),
  )
  return Number.isFinite(t) ? { x: from.x + direction.x * t, y: from.y + direction.y * t } : from
}

/** From border to border along the line of centres, bent a little to the right of its direction. */
export const edgePath = (from: Rect, to: Rect): EdgePath => {
  const a = centre(from)
  const b = centre(to)
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const ahead = { x: (b.x - a.x) / length, y: (b.y - a.y) / length }
  const aside = { x: -ahead.y, y: ahead.x }
  const lane = (point: Point): Point => ({ x: point.x + aside.x * LANE, y: point.y + aside.y * LANE })
  const start = exit(from, lane(a), ahead)
  const border = exit(to, lane(b), { x: -ahead.x, y: -ahead.y })
  const end = { x: border.x - ahead.x * TIP, y: border.y - ahead.y * TIP }
  const bow = 2 * Math.min(MOST_BOW, length * BOW)
  const bend = {
    x: (start.x + end.x) / 2 + aside.x * bow,
    y: (start.y + end.y) / 2 + aside.y * bow,
  }
  const along = (t: number) => {
    const u = 1 - t
    const on = (s: number, c: number, e: number) => round(u * u * s + 2 * u * t * c + t * t * e)
    return { x: on(start.x, bend.x, end.x), y: on(start.y, bend.y, end.y) }
  }
  return { path: `M${at(start)} Q${at(bend)} ${at(end)}`, places: LABEL_AT.map(along) }
}

/** Traffic within a node: a loop at its upper right corner. */
export const selfPath = (node: Rect): EdgePath => {
  const right = node.x + node.width
  const points = [
    { x: right - 34, y: node.y },
    { x: right - 30, y: node.y - 26 },
    { x: right + 28, y: node.y - 22 },
    { x: right, y: node.y + 16 },
  ].map(at)
  return {
    path: `M${points[0]} C${points.slice(1).join(' ')}`,
    places: [{ x: round(right + 2), y: round(node.y - 14) }],
  }
}
