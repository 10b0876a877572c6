import { boundsOf, type Rect } from '../model/rect.ts'
import { type Drawing, neighboursOf, type Places } from './drawing.ts'
import { lattice } from './lattice.ts'
import { layered } from './layered.ts'
import { MANY } from './positions.ts'
import { rows } from './rows.ts'
import { spread } from './stress.ts'

/** Items that hang together, the largest such part first. */
const partsOf = (drawing: Drawing): readonly Drawing[] => {
  const neighbours = neighboursOf(drawing)
  const part = new Map<number, number>()
  let parts = 0
  for (let start = 0; start < drawing.items.length; start += 1) {
    if (part.has(start)) continue
    const reached = new Set([start])
    for (const at of reached) for (const next of neighbours[at] ?? []) reached.add(next)
    for (const at of reached) part.set(at, parts)
    parts += 1
  }
  return Array.from({ length: parts }, (_, number): Drawing => {
    const items = drawing.items.filter((_item, place) => part.get(place) === number)
    const ids = new Set(items.map(({ id }) => id))
    return { items, edges: drawing.edges.filter(({ source }) => ids.has(source)) }
  }).sort((a, b) => b.items.length - a.items.length)
}

/** With more pairs than that for each item there is no direction to show. */
const CROWDED = 1.5
/** A crowd of more stands close together: spread such that each line is seen, it would be too large to read. */
const SPREAD_MOST = 8
const arrangePart = (part: Drawing): Places => {
  const { items, edges } = part
  const pairs = new Set(edges.map(({ source, target }) => [source, target].sort().join(' ')))
  const isCrowded = pairs.size > CROWDED * (items.length - 1) && items.length > 3
  if (!isCrowded) return layered(part)
  return items.length <= SPREAD_MOST ? spread(part) : lattice(items, edges)
}

/**
 * Places for items such that those that talk with each other lie near each other. Parts that have nothing to do with each other
 * lie side by side. Depends only on the arguments.
 */
export const arrange = (drawing: Drawing): Places => {
  if (drawing.edges.length === 0) return rows(drawing.items)
  if (drawing.items.length > MANY) return lattice(drawing.items, drawing.edges)
  const parts = partsOf(drawing).map((part) => {
    const places = arrangePart(part)
    const rects = part.items.map(({ id, width, height }): Rect & { readonly id: string } => ({
      id,
      width,
      height,
      ...(places.get(id) ?? { x: 0, y: 0 }),
    }))
    return { id: part.items[0]?.id ?? '', rects, bounds: boundsOf(rects) }
  })
  const corners = rows(parts.map(({ id, bounds: { width, height } }) => ({ id, width, height })))
  return new Map(
    parts.flatMap(({ id, rects, bounds }) => {
      const corner = corners.get(id) ?? { x: 0, y: 0 }
      return rects.map((rect) => [
        rect.id,
        { x: rect.x - bounds.x + corner.x, y: rect.y - bounds.y + corner.y },
      ])
    }),
  )
}
