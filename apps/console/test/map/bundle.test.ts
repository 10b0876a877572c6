import { describe, expect, it } from 'vitest'
import { bundle } from '../../src/features/map/model/bundle.ts'
import { type Graph, toGraph } from '../../src/features/map/model/graph.ts'
import { edge, node, openedApplication } from './samples.ts'

const graphOf = (response: Parameters<typeof toGraph>[0]) =>
  toGraph(response, { hidden: new Set(), weight: 'sessions' })
const options = { limit: 5, focus: '', weight: 'sessions' as const }
const sessions = (graph: Graph) => graph.edges.reduce((sum, { edge: { sessions: count } }) => sum + count, 0)

describe('bundle', () => {
  it('leaves a graph alone that is not crowded', () => {
    const graph = graphOf(openedApplication(2))
    expect(bundle(graph, options)).toBe(graph)
  })
  it('makes one edge of those between members of two opened nodes, with the same sums', () => {
    const graph = graphOf(openedApplication(4))
    const bundled = bundle(graph, options)
    expect(bundled.edges.map(({ id }) => id)).toEqual(['tier:shop/web>tier:shop/db'])
    expect(sessions(bundled)).toBe(sessions(graph))
    expect(bundled.edges[0]?.edge.flows).toBe(graph.edges.length * 2)
  })
  it('keeps the edges of the node in focus apart', () => {
    const graph = graphOf(openedApplication(4))
    const bundled = bundle(graph, { ...options, focus: 'wl:shop/web-0' })
    expect(bundled.edges.filter(({ source }) => source === 'wl:shop/web-0')).toHaveLength(4)
    expect(sessions(bundled)).toBe(sessions(graph))
  })
  it('makes a loop of edges within one opened node when those alone are too many', () => {
    const members = Array.from({ length: 4 }, (_, index) => node(`wl:${index}`, { parent: 'app:a' }))
    const edges = members.flatMap((from) =>
      members.filter((to) => to !== from).map((to) => edge(from.id, to.id)),
    )
    const graph = graphOf({ nodes: [node('app:a', { expanded: true }), ...members], edges })
    expect(bundle(graph, options).edges.map(({ id }) => id)).toEqual(['app:a>app:a'])
  })
  it('bears the state that most sessions have, the more alarming one when two have as many', () => {
    const { nodes, edges } = openedApplication(4)
    const [first, ...rest] = edges
    if (!first) throw new Error('no edge')
    const denied = { ...first, state: 'denied' as const, states: { denied: 150 } }
    expect(bundle(graphOf({ nodes, edges: [denied, ...rest] }), options).edges[0]?.state).toBe('denied')
  })
  it('does not reach through an opened node into its own member', () => {
    const { nodes, edges } = openedApplication(4)
    const outside = node('tier:shop/lb', { parent: 'app:shop' })
    const graph = graphOf({
      nodes: [...nodes, outside],
      edges: [...edges, edge('tier:shop/lb', 'wl:shop/web-1')],
    })
    expect(bundle(graph, options).edges.map(({ id }) => id)).toContain('tier:shop/lb>tier:shop/web')
  })
})
