import type { FlowState } from '@flowgate/shared'
import { describe, expect, it } from 'vitest'
import { edgeWidth, shownState, toGraph } from '../../src/features/map/model/graph.ts'
import { edge, node } from './samples.ts'

const view = (...hidden: FlowState[]) => ({ hidden: new Set(hidden), weight: 'sessions' as const })

describe('toGraph', () => {
  it('draws an opened node as a cluster and keeps its members in it', () => {
    const { nodes } = toGraph(
      {
        nodes: [node('app:shop', { expanded: true }), node('tier:shop/web', { parent: 'app:shop' })],
        edges: [],
      },
      view(),
    )
    expect(nodes.map(({ shape, parent }) => [shape, parent])).toEqual([
      ['cluster', null],
      ['tier', 'app:shop'],
    ])
  })
  it('puts a node at the top whose parent was not answered', () => {
    expect(
      toGraph({ nodes: [node('wl:a', { parent: 'app:gone' })], edges: [] }, view()).nodes[0]?.parent,
    ).toBeNull()
  })
  it('leaves out edges of states that the legend has switched off', () => {
    const nodes = [node('app:a'), node('app:b')]
    const edges = [
      edge('app:a', 'app:b', { state: 'denied', states: { denied: 3 } }),
      edge('app:b', 'app:a', { state: 'unprotected', states: { unprotected: 9, allowed: 4 } }),
    ]
    const shown = toGraph({ nodes, edges }, view('denied', 'unprotected')).edges
    expect(shown.map(({ id, state }) => [id, state])).toEqual([['app:b>app:a', 'allowed']])
  })
  it('leaves out edges to nodes that are not there', () => {
    expect(toGraph({ nodes: [node('app:a')], edges: [edge('app:a', 'app:b')] }, view()).edges).toEqual([])
  })
  it('names the first service and counts the others', () => {
    const edges = [edge('app:a', 'app:a', { services: 3 })]
    expect(toGraph({ nodes: [node('app:a')], edges }, view()).edges[0]?.label).toBe('tcp/8080 +2')
  })
})

describe('shownState', () => {
  const mixed = edge('a', 'b', { state: 'denied', states: { denied: 5, allowed: 3, unprotected: 4 } })
  it('is the edge’s own state while that is shown', () => {
    expect(shownState(mixed, new Set())).toBe('denied')
  })
  it('is the heaviest of what is left', () => {
    expect(shownState(mixed, new Set(['denied']))).toBe('unprotected')
  })
  it('is nothing when all is hidden', () => {
    expect(shownState(mixed, new Set(['denied', 'allowed', 'unprotected']))).toBeNull()
  })
})

describe('edgeWidth', () => {
  it('grows with the logarithm and stays in bounds', () => {
    const widths = [0, 1, 10, 100, 1_000_000].map((value) => edgeWidth(value, 1_000_000))
    expect(widths[0]).toBe(widths[1])
    expect([...widths].sort((a, b) => a - b)).toEqual(widths)
    expect(widths.at(-1)).toBe(6)
  })
})
