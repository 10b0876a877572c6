import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange } from '../../src/features/map/layout/arrange.ts'
import type { Drawing } from '../../src/features/map/layout/drawing.ts'
import { MANY } from '../../src/features/map/layout/positions.ts'
import { settle } from '../../src/features/map/layout/settle.ts'
import { boundsOf, overlaps, type Rect } from '../../src/features/map/model/rect.ts'
import { GAP } from '../../src/features/map/model/sizes.ts'

const SIZE = { width: 212, height: 68 }
const drawingOf = (ids: string, pairs: readonly string[]): Drawing => ({
  items: [...ids].map((id) => ({ id, ...SIZE })),
  edges: pairs.map((pair) => ({ source: pair[0] ?? '', target: pair[1] ?? '' })),
})
const rectsOf = (drawing: Drawing): ReadonlyMap<string, Rect> =>
  new Map([...arrange(drawing)].map(([id, at]) => [id, { ...at, ...SIZE }]))
const at = (rects: ReadonlyMap<string, Rect>, id: string): Rect => {
  const rect = rects.get(id)
  if (!rect) throw new Error(`${id} has no place`)
  return rect
}
const clashes = (rects: ReadonlyMap<string, Rect>) =>
  [...rects].flatMap(([a, one], index) =>
    [...rects].slice(index + 1).flatMap(([b, other]) => (overlaps(one, other, 0) ? [`${a} ${b}`] : [])),
  )

const drawing = fc.integer({ min: 1, max: MANY + 6 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: count * 3 }).map(
    (pairs): Drawing => ({
      items: Array.from({ length: count }, (_, index) => ({ id: `n${index}`, ...SIZE })),
      edges: pairs.map(([a, b]) => ({ source: `n${a}`, target: `n${b}` })),
    }),
  ),
)

describe('arrange', () => {
  it('puts the way of the traffic from left to right, whatever little goes the other way', () => {
    const edges = [
      ...[
        { source: 'w', target: 'a', weight: 100 },
        { source: 'a', target: 'd', weight: 90 },
      ],
      ...[
        { source: 'd', target: 'w', weight: 3 },
        { source: 'a', target: 'w', weight: 2 },
      ],
      ...[
        { source: 'd', target: 'a', weight: 1 },
        { source: 'w', target: 'd', weight: 1 },
      ],
    ]
    const rects = rectsOf({ ...drawingOf('adw', []), edges })
    expect(at(rects, 'w').x).toBeLessThan(at(rects, 'a').x)
    expect(at(rects, 'a').x).toBeLessThan(at(rects, 'd').x)
  })

  it('gives every node a place of its own, the same each time', () => {
    fc.assert(
      fc.property(drawing, (one) => {
        const places = arrange(one)
        expect([...places.keys()].sort()).toEqual(one.items.map(({ id }) => id).sort())
        for (const { x, y } of places.values())
          expect([Number.isSafeInteger(x), Number.isSafeInteger(y)]).toEqual([true, true])
        const corners = new Set([...places.values()].map(({ x, y }) => `${x} ${y}`))
        expect(corners.size).toBe(one.items.length)
        expect(arrange(one)).toEqual(places)
      }),
    )
  })
  it('leads from left to right where traffic has a direction', () => {
    const rects = rectsOf(drawingOf('abcd', ['ab', 'bc', 'bd']))
    expect(at(rects, 'a').x + SIZE.width).toBeLessThan(at(rects, 'b').x)
    expect(at(rects, 'b').x + SIZE.width).toBeLessThan(at(rects, 'c').x)
    expect(at(rects, 'c').x).toBe(at(rects, 'd').x)
    // Between the two that it talks to.
    expect(at(rects, 'b').y).toBe((at(rects, 'c').y + at(rects, 'd').y) / 2)
    expect(clashes(rects)).toEqual([])
  })
  it('puts who talks to one node only right before that node', () => {
    const rects = rectsOf(drawingOf('abcx', ['ab', 'bc', 'xc']))
    expect(at(rects, 'x').x).toBe(at(rects, 'b').x)
  })
  it('draws a circle of calls too', () => {
    const rects = rectsOf(drawingOf('abc', ['ab', 'bc', 'ca']))
    expect(at(rects, 'a').x).toBeLessThan(at(rects, 'b').x)
    expect(at(rects, 'b').x).toBeLessThan(at(rects, 'c').x)
  })
  it('keeps apart those who all talk with each other, wider than high', () => {
    const ids = 'abcdefg'
    const pairs = [...ids].flatMap((a) => [...ids].filter((b) => a < b).map((b) => a + b))
    const rects = rectsOf(drawingOf(ids, pairs))
    expect(clashes(rects)).toEqual([])
    const span = (of: (rect: Rect) => number) =>
      Math.max(...[...rects.values()].map(of)) - Math.min(...[...rects.values()].map(of))
    expect(span(({ x }) => x)).toBeGreaterThan(span(({ y }) => y))
  })
  it('puts neighbours of neighbours further off than neighbours', () => {
    // Two crowds that share `d`.
    const rects = rectsOf(
      drawingOf('abcdefg', ['ab', 'ac', 'ad', 'bc', 'bd', 'cd', 'de', 'df', 'dg', 'ef', 'eg', 'fg']),
    )
    const apart = (a: string, b: string) =>
      Math.hypot(at(rects, a).x - at(rects, b).x, (at(rects, a).y - at(rects, b).y) * 1.6)
    for (const left of 'abc')
      for (const right of 'efg') expect(apart(left, right)).toBeGreaterThan(apart(left, 'd'))
  })
  it('lays parts that have nothing to do with each other side by side', () => {
    const rects = rectsOf(drawingOf('abcdxyz', ['ab', 'bc', 'xy']))
    const left = 'abc'
    for (const a of left)
      for (const b of 'dxyz') expect(overlaps(at(rects, a), at(rects, b), GAP - 1)).toBe(false)
  })
  it('packs a large crowd', () => {
    const ids = 'abcdefghijklm'
    const pairs = [...ids].flatMap((a) => [...ids].filter((b) => a < b).map((b) => a + b))
    const rects = [...rectsOf(drawingOf(ids, pairs)).values()]
    const { width, height } = boundsOf(rects)
    // Half of it is cards at least in one direction: it can be read as a whole.
    expect(width).toBeLessThan(4 * SIZE.width * 1.5)
    expect(height).toBeLessThan(5 * SIZE.height * 2)
  })
  it('leaves little for settling to move', () => {
    fc.assert(
      fc.property(drawing, (one) => {
        const rects = rectsOf(one)
        const settled = settle(
          one.items.map((item) => ({ ...item, at: rects.get(item.id) ?? { x: 0, y: 0 } })),
          GAP,
        )
        const moved = one.items.filter(({ id }) => settled.get(id)?.x !== at(rects, id).x)
        // Only crowds are spread without regard to the size of cards.
        const isCrowd = one.edges.length > one.items.length
        if (!isCrowd) expect(moved.length).toBe(0)
      }),
    )
  })
})
