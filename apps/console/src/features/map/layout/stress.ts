import { GAP } from '../model/sizes.ts'
import { type Drawing, type Item, neighboursOf, type Places } from './drawing.ts'

/** Pixels between the middles of neighbours. Cards are wider than high, and labels are written across. */
const STEP = { x: 380, y: 215 }
const STARTS = 4
const MOST_ROUNDS = 120
/** A round that betters the picture by less than this share is the last one. */
const ENOUGH = 1e-4

/** Steps along edges from each item to each, row by row; all of them can be reached. */
const distances = (drawing: Drawing): Float64Array => {
  const count = drawing.items.length
  const neighbours = neighboursOf(drawing)
  const result = new Float64Array(count * count)
  for (let start = 0; start < count; start += 1) {
    const seen = new Set([start])
    // A Set is walked in the order of insertion, those added meanwhile included.
    for (const at of seen)
      for (const next of neighbours[at] ?? []) {
        if (seen.has(next)) continue
        seen.add(next)
        result[start * count + next] = (result[start * count + at] ?? 0) + 1
      }
  }
  return result
}

interface Embedding {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly stress: number
}

/** One descent from a circle on which every `stride`-th item follows. */
const descend = (wanted: Float64Array, count: number, stride: number): Embedding => {
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  for (let place = 0; place < count; place += 1) {
    // Not quite a circle: on one, items that mirror each other would never come apart.
    const turn = ((place * stride) % (count + 1)) / (count + 1)
    x[place] = Math.cos(2 * Math.PI * turn) * (1 + 0.1 * turn)
    y[place] = Math.sin(2 * Math.PI * turn) * (1 + 0.05 * turn)
  }
  let stress = Number.POSITIVE_INFINITY
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let now = 0
    for (let i = 0; i < count; i += 1) {
      let [sumX, sumY, sum] = [0, 0, 0]
      const [xi, yi] = [x[i] ?? 0, y[i] ?? 0]
      for (let j = 0; j < count; j += 1) {
        if (j === i) continue
        const want = wanted[i * count + j] ?? 1
        const weight = 1 / (want * want)
        const [dx, dy] = [xi - (x[j] ?? 0), yi - (y[j] ?? 0)]
        const is = Math.sqrt(dx * dx + dy * dy) || 1e-9
        now += weight * (is - want) * (is - want)
        sumX += weight * ((x[j] ?? 0) + (want * dx) / is)
        sumY += weight * ((y[j] ?? 0) + (want * dy) / is)
        sum += weight
      }
      x[i] = sumX / sum
      y[i] = sumY / sum
    }
    const isEnough = stress - now < stress * ENOUGH
    stress = now
    if (isEnough) break
  }
  return { x, y, stress }
}

/** Turns a picture such that it is wider than high, and its first item stands on the left, in the upper half. */
const lieDown = ({ x, y }: Embedding): void => {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [cx, cy] = [mean(x), mean(y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i += 1) {
    const [dx, dy] = [(x[i] ?? 0) - cx, (y[i] ?? 0) - cy]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  for (let i = 0; i < x.length; i += 1) {
    const [dx, dy] = [(x[i] ?? 0) - cx, (y[i] ?? 0) - cy]
    x[i] = dx * cos + dy * sin
    y[i] = dy * cos - dx * sin
  }
  if ((x[0] ?? 0) > 0) for (let i = 0; i < x.length; i += 1) x[i] = -(x[i] ?? 0)
  if ((y[0] ?? 0) > 0) for (let i = 0; i < y.length; i += 1) y[i] = -(y[i] ?? 0)
}

/** Between cards that stand beside or above each other. */
const ROOM = GAP + 12
/** Beyond that a picture gets too large; what still overlaps then is moved apart where it is drawn. */
const MOST_SCALE = 1.6

/** How much larger a picture must be drawn for no two items to overlap. */
const scaleFor = (items: readonly Item[], { x, y }: Embedding): number => {
  let scale = 1
  for (let i = 0; i < items.length; i += 1)
    for (let j = i + 1; j < items.length; j += 1) {
      const width = ((items[i]?.width ?? 0) + (items[j]?.width ?? 0)) / 2 + ROOM
      const height = ((items[i]?.height ?? 0) + (items[j]?.height ?? 0)) / 2 + ROOM
      const across = width / (STEP.x * Math.abs((x[i] ?? 0) - (x[j] ?? 0)))
      const down = height / (STEP.y * Math.abs((y[i] ?? 0) - (y[j] ?? 0)))
      scale = Math.max(scale, Math.min(across, down))
    }
  return Math.min(MOST_SCALE, scale)
}

/**
 * Where nearly everybody talks with everybody there is no order to show: items are spread such that the way between two is as
 * long as the way along their edges, so that each line is seen. Stress majorization, one item at a time (Gansner, Koren and
 * North, "Graph Drawing by Stress Majorization", 2004), from a few starts, of which the best is kept.
 *
 * For items that all hang together. Depends only on the arguments. O(starts × rounds × items²).
 */
export const spread = (drawing: Drawing): Places => {
  const { items } = drawing
  const wanted = distances(drawing)
  let best = descend(wanted, items.length, 1)
  for (let start = 1; start < STARTS; start += 1) {
    const other = descend(wanted, items.length, 2 * start + 1)
    if (other.stress < best.stress * (1 - 1e-6)) best = other
  }
  lieDown(best)
  const scale = scaleFor(items, best)
  return new Map(
    items.map(({ id, width, height }, place) => [
      id,
      {
        x: Math.round((best.x[place] ?? 0) * STEP.x * scale - width / 2),
        y: Math.round((best.y[place] ?? 0) * STEP.y * scale - height / 2),
      },
    ]),
  )
}
