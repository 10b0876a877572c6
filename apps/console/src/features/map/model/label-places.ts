import type { Point, Rect } from './rect.ts'

export interface Labelled {
  readonly text: string
  /** Where it may stand, the best place first. */
  readonly places: readonly Point[]
}
/** Of the monospaced face at the size that labels have. */
const LETTER = 6.8
/** The sign stands on the line, the text above it. */
const ABOVE = 22
const BELOW = 9
const LEAST_WIDTH = 20

const boxAt = ({ x, y }: Point, text: string): Rect => {
  const width = Math.max(LEAST_WIDTH, text.length * LETTER)
  return { x: x - width / 2, y: y - ABOVE, width, height: ABOVE + BELOW }
}
const shared = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/**
 * A place for each label, in order: the first where it covers nothing, else the one where it covers least. `nodes` hide what
 * lies below them, so they count double. O(labels × places × (labels + nodes)): for few labels.
 */
export const placeLabels = (labels: readonly Labelled[], nodes: readonly Rect[]): readonly Point[] => {
  const taken: Rect[] = []
  return labels.map(({ text, places }) => {
    let best: Point = places[0] ?? { x: 0, y: 0 }
    let least = Number.POSITIVE_INFINITY
    for (const place of places) {
      const box = boxAt(place, text)
      const covered =
        taken.reduce((sum, other) => sum + shared(box, other), 0) +
        2 * nodes.reduce((sum, node) => sum + shared(box, node), 0)
      if (covered >= least) continue
      best = place
      least = covered
      if (covered === 0) break
    }
    taken.push(boxAt(best, text))
    return best
  })
}
