import { expect, it } from 'vitest'
import { bySessions, keptEdges } from '../../src/features/map/kept-edges.ts'
import type { EdgeColumns } from '../../src/features/map/map-edges.ts'
import { heldEnds } from '../../src/features/map/node-parents.ts'

/** `count` edges from node i to node i + 1, the later the busier; edge 0 is denied. */
const edgesOf = (count: number): EdgeColumns => {
  const column = (of: (edge: number) => number) => Float64Array.from({ length: count }, (_, edge) => of(edge))
  const nothing = column(() => 0)
  return {
    size: count,
    source: Uint32Array.from(column((edge) => edge)),
    target: Uint32Array.from(column((edge) => edge + 1)),
    states: new Float64Array(count * 4),
    flowStates: new Float64Array(count * 4),
    sessions: column((edge) => edge + 1),
    flows: nothing,
    bytes: nothing,
    firstSeen: nothing,
    lastSeen: nothing,
    byRule: nothing,
    services: new Uint32Array(count),
    state: Uint8Array.from(column((edge) => (edge === 0 ? 1 : 0))),
    ofPresent: new Uint32Array(0),
    stands: new Uint32Array(count).fill(1),
  }
}

it('keeps all when there is room', () => {
  const edges = edgesOf(5)
  expect(keptEdges(edges, bySessions(edges), 5, undefined)).toEqual([4, 3, 2, 1, 0])
})

it('keeps the busiest of each state, and all of the node that is looked at', () => {
  const edges = edgesOf(100)
  const ranked = bySessions(edges)
  expect(keptEdges(edges, ranked, 8, undefined)).toEqual([99, 98, 97, 96, 95, 94, 93, 0])
  expect(keptEdges(edges, ranked, 8, 50)).toEqual([99, 98, 97, 96, 95, 94, 93, 50, 49, 0])
})

it('draws an edge between the opened nodes that hold its ends, right below what holds both', () => {
  // 1 application: 2 tier (4, 5 workloads), 3 tier (6); 7 another application with tier 8 (9); 10 an application not opened
  const parents = new Map([
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [6, 3],
    [8, 7],
    [9, 8],
    [11, 10],
  ])
  const opened = new Set([1, 2, 7, 8])
  const ends = heldEnds(parents, opened, 9)
  expect(ends(4, 5)).toEqual([4, 5])
  expect(ends(4, 3)).toEqual([2, 3])
  expect(ends(3, 4)).toEqual([3, 2])
  expect(ends(4, 10)).toEqual([2, 10])
  expect(ends(3, 10)).toEqual([1, 10])
  expect(ends(4, 9)).toEqual([4, 9])
  expect(heldEnds(parents, opened, undefined)(4, 9)).toEqual([2, 8])
})
