import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { place } from '../../src/features/map/layout/place.ts'
import { positionKey } from '../../src/features/map/layout/positions.ts'
import { settle } from '../../src/features/map/layout/settle.ts'
import { findUnplaced, joinPlaced } from '../../src/features/map/layout/unplaced.ts'
import { toGraph } from '../../src/features/map/model/graph.ts'
import { overlaps } from '../../src/features/map/model/rect.ts'
import { edge, node, openedApplication } from './samples.ts'

const graphOf = (response: Parameters<typeof toGraph>[0]) =>
  toGraph(response, { hidden: new Set(), weight: 'sessions' })

const settling = fc
  .array(
    fc.record({
      at: fc.record({ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 600 }) }),
      width: fc.integer({ min: 10, max: 300 }),
      height: fc.integer({ min: 10, max: 300 }),
    }),
    { maxLength: 15 },
  )
  .map((nodes) => nodes.map((item, index) => ({ ...item, id: `n${index}` })))

describe('settle', () => {
  it('ends with nothing on top of anything else', () => {
    fc.assert(
      fc.property(settling, (nodes) => {
        const rects = [...settle(nodes, 10).values()]
        expect(rects).toHaveLength(nodes.length)
        const clashes = rects.flatMap((a, i) => rects.slice(i + 1).filter((b) => overlaps(a, b, 0)))
        expect(clashes).toEqual([])
      }),
    )
  })
  it('does not depend on the order it is given', () => {
    fc.assert(
      fc.property(settling, (nodes) => {
        const sorted = (rects: ReadonlyMap<string, unknown>) => Object.fromEntries([...rects].sort())
        expect(sorted(settle([...nodes].reverse(), 10))).toEqual(sorted(settle(nodes, 10)))
      }),
    )
  })
  it('moves nothing that has room', () => {
    const rects = settle(
      [
        { id: 'a', at: { x: 0, y: 0 }, width: 100, height: 50 },
        { id: 'b', at: { x: 300, y: 0 }, width: 100, height: 50 },
      ],
      10,
    )
    expect(rects.get('b')).toMatchObject({ x: 300, y: 0 })
  })
  it('leaves what was put somewhere by hand where it is', () => {
    const rects = settle(
      [
        { id: 'a', at: { x: 0, y: 0 }, width: 100, height: 50 },
        { id: 'b', at: { x: 20, y: 10 }, width: 100, height: 50, pinned: true },
      ],
      10,
    )
    expect(rects.get('b')).toMatchObject({ x: 20, y: 10 })
    expect(rects.get('a')).not.toMatchObject({ x: 0, y: 0 })
  })
})

describe('place', () => {
  const closed = graphOf({ nodes: [node('app:a'), node('app:b')], edges: [edge('app:a', 'app:b')] })
  const opened = graphOf({
    nodes: [
      node('app:a', { expanded: true }),
      node('tier:a/web', { parent: 'app:a' }),
      node('tier:a/db', { parent: 'app:a' }),
      node('app:b'),
    ],
    edges: [],
  })
  const positions = new Map([
    [positionKey(null, 'app:a'), { x: 0, y: 0 }],
    [positionKey(null, 'app:b'), { x: 250, y: 0 }],
    [positionKey('app:a', 'tier:a/web'), { x: 0, y: 0 }],
    [positionKey('app:a', 'tier:a/db'), { x: 400, y: 0 }],
  ])
  it('makes room for an opened node and gives it back when it is closed', () => {
    const before = place(closed, positions).rects
    const during = place(opened, positions).rects
    const after = place(closed, positions).rects
    const [a, b] = [during.get('app:a'), during.get('app:b')]
    expect(b).not.toEqual(before.get('app:b'))
    expect(a && b && overlaps(a, b, 0)).toBe(false)
    expect(during.get('app:a')).toMatchObject({ x: 0, y: 0 })
    expect(after).toEqual(before)
  })
  it('keeps members inside the opened node', () => {
    const { rects } = place(opened, positions)
    const frame = rects.get('app:a')
    for (const id of ['tier:a/web', 'tier:a/db']) {
      const member = rects.get(id)
      if (!frame || !member) throw new Error('not placed')
      expect(member.x).toBeGreaterThan(frame.x)
      expect(member.x + member.width).toBeLessThan(frame.x + frame.width)
      expect(member.y).toBeGreaterThan(frame.y)
      expect(member.y + member.height).toBeLessThan(frame.y + frame.height)
    }
  })
})

describe('findUnplaced', () => {
  it('names each cluster with the edges between its own nodes, lifted and once each', () => {
    const graph = graphOf(openedApplication(3))
    const found = findUnplaced(graph, new Map())
    const app = found.find(({ parent }) => parent === 'app:shop')
    expect(found.map(({ parent }) => parent)).toEqual([null, 'app:shop', 'tier:shop/web', 'tier:shop/db'])
    const weight = graph.edges
      .filter(({ source, target }) => source.startsWith('wl:') && target.startsWith('wl:'))
      .reduce((sum, { edge: { sessions } }) => sum + sessions, 0)
    expect(weight).toBeGreaterThan(0)
    expect(app?.edges).toEqual([{ source: 'tier:shop/web', target: 'tier:shop/db', weight }])
  })
  it('is empty once all have positions', () => {
    const graph = graphOf({ nodes: [node('app:a')], edges: [] })
    expect(findUnplaced(graph, new Map([[positionKey(null, 'app:a'), { x: 0, y: 0 }]]))).toEqual([])
  })
})

describe('joinPlaced', () => {
  it('puts a new node near one that it talks with, and moves nobody', () => {
    const graph = graphOf({
      nodes: [node('app:a'), node('app:b'), node('app:new')],
      edges: [edge('app:new', 'app:b')],
    })
    const known = new Map([
      [positionKey(null, 'app:a'), { x: 0, y: 0 }],
      [positionKey(null, 'app:b'), { x: 500, y: 0 }],
    ])
    const [cluster] = findUnplaced(graph, known)
    if (!cluster) throw new Error('nothing to place')
    const joined = joinPlaced(cluster, known)
    expect([...joined.keys()]).toEqual([positionKey(null, 'app:new')])
    expect(joined.get(positionKey(null, 'app:new'))?.x).toBe(500)
    const { rects } = place(graph, new Map([...known, ...joined]))
    expect(rects.get('app:a')).toMatchObject({ x: 0, y: 0 })
    expect(rects.get('app:b')).toMatchObject({ x: 500, y: 0 })
  })
})
