import { describe, expect, it } from 'vitest'
import { edgePath } from '../../src/features/map/model/edge-path.ts'
import { nodeAnnouncement, toFlowElements } from '../../src/features/map/model/flow-elements.ts'
import { toGraph } from '../../src/features/map/model/graph.ts'
import { placeLabels } from '../../src/features/map/model/label-places.ts'
import { nearestInDirection } from '../../src/features/map/model/nearest.ts'
import { MAP_URL, toggleExpanded, toMapQuery } from '../../src/features/map/model/view-state.ts'
import { edge, node } from './samples.ts'

const box = (x: number, y: number) => ({ x, y, width: 100, height: 50 })
const nothing = { nodes: [], edges: [] }
const none = { node: '', edge: '' }

describe('toFlowElements', () => {
  const response = {
    nodes: [node('app:a'), node('app:b'), node('app:c')],
    edges: [edge('app:a', 'app:b'), edge('app:b', 'app:c')],
  }
  const graph = toGraph(response, { hidden: new Set(), weight: 'sessions' })
  const rects = new Map([
    ['app:a', box(0, 0)],
    ['app:b', box(300, 0)],
    ['app:c', box(600, 0)],
  ])
  const first = toFlowElements(graph, rects, none, nothing)
  it('keeps every object when nothing has changed', () => {
    const again = toFlowElements(graph, rects, none, first)
    expect(again.nodes.every((item, index) => item === first.nodes[index])).toBe(true)
    expect(again.edges.every((item, index) => item === first.edges[index])).toBe(true)
  })
  it('renews only what a selection or a move touches', () => {
    const moved = toFlowElements(
      graph,
      new Map(rects).set('app:a', box(0, 90)),
      { node: 'app:c', edge: '' },
      first,
    )
    expect(moved.nodes.map((item, index) => item === first.nodes[index])).toEqual([false, true, false])
    expect(moved.edges.map((item, index) => item === first.edges[index])).toEqual([false, true])
  })
})

describe('edgePath', () => {
  it('runs there and back beside each other', () => {
    const there = edgePath(box(0, 0), box(300, 0))
    const back = edgePath(box(300, 0), box(0, 0))
    expect(there.places[0]?.y).not.toBeCloseTo(back.places[0]?.y ?? Number.NaN)
    expect(there.path).not.toBe(back.path)
  })
  it('ends at the borders', () => {
    const [, x, y] = /^M([\d.-]+),([\d.-]+)/.exec(edgePath(box(0, 0), box(300, 0)).path) ?? []
    expect(Number(x)).toBe(100)
    expect(Number(y)).toBeGreaterThan(0)
    expect(Number(y)).toBeLessThan(50)
  })
  it('survives two nodes in one place', () => {
    expect(edgePath(box(0, 0), box(0, 0)).path).not.toMatch(/NaN|Infinity/)
  })
})

describe('placeLabels', () => {
  const at = (x: number, y: number) => ({ x, y })
  it('gives way to labels before it and to nodes', () => {
    const labels = [
      { text: 'tcp/443', places: [at(0, 0)] },
      { text: 'tcp/443', places: [at(5, 5), at(300, 0), at(0, 200)] },
    ]
    expect(placeLabels(labels, [{ x: 280, y: -20, width: 100, height: 50 }])).toEqual([at(0, 0), at(0, 200)])
  })
  it('covers least where there is no free place', () => {
    const labels = [{ text: 'tcp/443', places: [at(0, 0), at(60, 0)] }]
    expect(placeLabels(labels, [{ x: -50, y: -50, width: 100, height: 100 }])).toEqual([at(60, 0)])
  })
})

describe('nearestInDirection', () => {
  const rects = new Map([
    ['centre', box(300, 300)],
    ['right', box(600, 300)],
    ['far right', box(900, 300)],
    ['up', box(300, 0)],
  ])
  it('goes to the nearest one that the key points to', () => {
    expect(nearestInDirection(rects, 'centre', 'right')).toBe('right')
    expect(nearestInDirection(rects, 'centre', 'up')).toBe('up')
    expect(nearestInDirection(rects, 'far right', 'left')).toBe('right')
  })
  it('stays where there is nothing', () => {
    expect(nearestInDirection(rects, 'centre', 'left')).toBeNull()
  })
})

describe('the address of a view', () => {
  it('closes a node with all inside it', () => {
    const open = toggleExpanded({ expand: 'app:shop,tier:shop/web,app:hr' }, 'app:shop')
    expect(open).toBe('app:hr')
    expect(toggleExpanded({ expand: open }, 'tier:hr/web')).toBe('app:hr,tier:hr/web')
  })
  it('becomes a query without what is not set', () => {
    const query = toMapQuery(
      { ...MAP_URL, last: '1h', port: '443', expand: 'app:shop' },
      Date.parse('2026-01-01T12:00:00Z'),
    )
    expect(query).toEqual({
      from: '2026-01-01T11:00:00.000Z',
      to: '2026-01-01T12:00:00.000Z',
      port: 443,
      expand: 'app:shop',
      level: 'application',
    })
  })
})

it('announces what a node is and what Enter does', () => {
  const graph = toGraph(
    { nodes: [node('app:shop', { workloads: 40, protectedShare: 0.5 })], edges: [] },
    { hidden: new Set(), weight: 'bytes' },
  )
  const [item] = graph.nodes
  expect(item && nodeAnnouncement(item)).toBe('Application shop, 40 workloads, 50 % protected, Enter opens')
})
