import { describe, expect, it } from 'vitest'
import { lattice } from '../../src/features/map/layout/lattice.ts'
import { rows } from '../../src/features/map/layout/rows.ts'
import { stretch } from '../../src/features/map/layout/stretch.ts'
import { busiest } from '../../src/features/map/model/busiest.ts'
import { foldTo, ghostsOf } from '../../src/features/map/model/fold.ts'
import { type Graph, toGraph } from '../../src/features/map/model/graph.ts'
import { overlaps } from '../../src/features/map/model/rect.ts'
import { MIN_ZOOM, viewportOfAll } from '../../src/features/map/model/viewport.ts'
import { depthIn } from '../../src/features/map/model/visible-depth.ts'
import { edge, node, openedApplication } from './samples.ts'

const graphOf = (response: Parameters<typeof toGraph>[0]) =>
  toGraph(response, { hidden: new Set(), weight: 'sessions' })
const sessions = (graph: Graph) => graph.edges.reduce((sum, item) => sum + item.edge.sessions, 0)
const size = { width: 200, height: 60 }
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `n${index}`, ...size }))

describe('busiest', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((name) => node(`app:${name}`))
  const many = nodes.flatMap((from, index) =>
    nodes.map((to, other) => edge(from.id, to.id, { sessions: 100 + index * 10 + other })),
  )
  const graph = graphOf({
    nodes: [...nodes, node('app:z')],
    edges: [...many, edge('app:z', 'app:a', { sessions: 1, state: 'denied', states: { denied: 1 } })],
  })
  it('keeps a denied edge with one session before the least of many allowed ones', () => {
    const kept = busiest(graph, { limit: 8, focus: '', weight: 'sessions' })
    expect(kept.edges).toHaveLength(8)
    expect(kept.edges.map(({ id }) => id)).toContain('app:z>app:a')
  })
  it('keeps all edges of the selected node', () => {
    const kept = busiest(graph, { limit: 4, focus: 'app:a', weight: 'sessions' })
    expect(kept.edges.filter((item) => item.source === 'app:a' || item.target === 'app:a')).toHaveLength(8)
  })
})

describe('foldTo', () => {
  const graph = graphOf(openedApplication(5))
  it('draws opened nodes whole and lifts edges to them, with the same sums', () => {
    const folded = foldTo(graph, 1, 'sessions')
    expect(folded.nodes.map(({ id, shape }) => [id, shape])).toEqual([
      ['app:shop', 'cluster'],
      ['tier:shop/web', 'folded'],
      ['tier:shop/db', 'folded'],
    ])
    expect(folded.edges.map(({ id }) => id)).toEqual(['tier:shop/web>tier:shop/db'])
    expect(sessions(folded)).toBe(sessions(graph))
    expect(sessions(foldTo(graph, 0, 'sessions'))).toBe(sessions(graph))
    expect(foldTo(graph, 2, 'sessions')).toBe(graph)
  })
  it('outlines what it does not draw', () => {
    const rects = new Map(
      graph.nodes.map(({ id }, index) => [id, { x: index * 10, y: 0, width: 8, height: 4 }]),
    )
    const ghosts = ghostsOf(graph, foldTo(graph, 1, 'sessions'), rects)
    expect([...ghosts.keys()]).toEqual(['tier:shop/web', 'tier:shop/db'])
    expect(ghosts.get('tier:shop/web')?.split('M')).toHaveLength(6)
  })
})

describe('depthIn', () => {
  const graph = graphOf(openedApplication(200))
  const rects = new Map(
    graph.nodes.map(({ id, shape }, index) => [
      id,
      shape === 'cluster'
        ? { x: 0, y: 0, width: 80_000, height: 100 }
        : { x: index * 200, y: 0, width: 180, height: 50 },
    ]),
  )
  const frame = { width: 1_000, height: 800 }
  it('shows everything when it is near, and only whole tiers from afar', () => {
    const seen = depthIn(graph, rects)
    expect(seen.at({ viewport: { x: 0, y: 0, zoom: 1 }, frame }, 0)).toBe(2)
    expect(seen.at({ viewport: { x: 0, y: 0, zoom: 0.01 }, frame }, 2)).toBe(1)
  })
  it('does not fold and unfold at the same zoom', () => {
    const seen = depthIn(graph, rects)
    for (let zoom = 0.01; zoom < 0.1; zoom += 0.0005) {
      const view = { viewport: { x: 0, y: 0, zoom }, frame }
      const depth = seen.at(view, 1)
      expect(seen.at(view, depth)).toBe(depth)
    }
  })
})

describe('a lattice', () => {
  const edges = items(120).map(({ id }, index) => ({ source: id, target: `n${(index + 1) % 120}` }))
  const places = lattice(items(120), edges)
  const rects = [...places.values()].map((at) => ({ ...at, ...size }))
  it('has each node in a place of its own', () => {
    expect(rects.flatMap((a, i) => rects.slice(i + 1).filter((b) => overlaps(a, b, 0)))).toEqual([])
  })
  it('puts those that talk with each other nearer than others', () => {
    const distance = (a: string, b: string) => {
      const [from, to] = [places.get(a), places.get(b)]
      return Math.hypot((from?.x ?? 0) - (to?.x ?? 0), (from?.y ?? 0) - (to?.y ?? 0))
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length
    const talking = mean(edges.map(({ source, target }) => distance(source, target)))
    const any = mean(edges.map(({ source }, index) => distance(source, `n${(index + 47) % 120}`)))
    expect(talking).toBeLessThan(any / 2)
  })
  it('grows like a table, without overlaps, and back', () => {
    const nodes = [...places].map(([id, at], index) => ({
      id,
      at,
      least: size,
      ...(index === 60 ? { width: 900, height: 700 } : size),
    }))
    const grown = stretch(nodes)
    const now = nodes.map((item) => ({ ...item, ...(grown.get(item.id) ?? item.at) }))
    expect(now.flatMap((a, i) => now.slice(i + 1).filter((b) => overlaps(a, b, 0)))).toEqual([])
    const closed = stretch(nodes.map((item) => ({ ...item, ...size })))
    expect(new Map([...closed])).toEqual(new Map(places))
  })
  it('takes the shape of a screen when most of its nodes are opened', () => {
    const nodes = [...places].map(([id, at]) => ({ id, at, least: size, width: 250, height: 400 }))
    const grown = [...stretch(nodes).values()]
    const [wide, high] = [
      Math.max(...grown.map(({ x }) => x)) + 250,
      Math.max(...grown.map(({ y }) => y)) + 400,
    ]
    expect(wide / high).toBeGreaterThan(1.2)
    expect(wide / high).toBeLessThan(2.4)
  })
})

it('rows hold nodes without edges, none on another', () => {
  const rects = [...rows(items(50)).values()].map((at) => ({ ...at, ...size }))
  expect(rects.flatMap((a, i) => rects.slice(i + 1).filter((b) => overlaps(a, b, 0)))).toEqual([])
})

it('the whole map is in view beside the legend', () => {
  const rects = new Map([
    ['a', { x: -500, y: 40, width: 100, height: 50 }],
    ['b', { x: 4_000, y: 3_000, width: 100, height: 50 }],
  ])
  const frame = { width: 1_200, height: 700 }
  const { x, y, zoom } = viewportOfAll(rects, frame)
  expect(zoom).toBeGreaterThan(MIN_ZOOM)
  for (const rect of rects.values()) {
    expect(rect.x * zoom + x).toBeGreaterThanOrEqual(0)
    expect((rect.x + rect.width) * zoom + x).toBeLessThanOrEqual(frame.width - 200)
    expect(rect.y * zoom + y).toBeGreaterThanOrEqual(0)
    expect((rect.y + rect.height) * zoom + y).toBeLessThanOrEqual(frame.height)
  }
})
