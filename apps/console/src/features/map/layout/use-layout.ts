import { useCallback, useEffect, useRef, useState } from 'react'
import type { Graph } from '../model/graph.ts'
import type { Point } from '../model/rect.ts'
import { layOut } from './lay-out.ts'
import { type Placement, place } from './place.ts'
import { readPositions, writePositions } from './position-store.ts'
import { type Positions, positionKey } from './positions.ts'
import { findUnplaced, joinPlaced } from './unplaced.ts'

export interface LaidOut extends Placement {
  readonly graph: Graph
}
export interface Layout {
  /** Null until there is something to show. The graph may be older than the one given, while that is laid out. */
  readonly laidOut: LaidOut | null
  readonly error: unknown
  /** Keeps a node where it was put: `by` from where it lies now. */
  readonly pin: (id: string, by: Point) => void
  /** Forgets the places of everything shown and lays it out anew. */
  readonly rearrange: () => void
}

const complete = async (graph: Graph, known: Positions): Promise<Positions> => {
  const next = new Map(known)
  const found = await Promise.all(
    findUnplaced(graph, known).map((cluster) =>
      cluster.placed > 0 ? joinPlaced(cluster, known) : layOut(cluster),
    ),
  )
  for (const positions of found) for (const [key, at] of positions) next.set(key, at)
  return next
}

export const useLayout = (graph: Graph | null): Layout => {
  const positions = useRef<Positions | null>(null)
  positions.current ??= readPositions()
  const latest = useRef<Graph | null>(null)
  const [laidOut, setLaidOut] = useState<LaidOut | null>(null)
  const [error, setError] = useState<unknown>(null)

  const show = useCallback((shown: Graph, at: Positions) => {
    positions.current = at
    setError(null)
    setLaidOut({ graph: shown, ...place(shown, at) })
  }, [])
  const lay = useCallback(
    (wanted: Graph) => {
      latest.current = wanted
      const known = positions.current ?? new Map()
      if (findUnplaced(wanted, known).length === 0) return show(wanted, known)
      complete(wanted, known).then(
        (at) => {
          // Somebody may have dragged or expanded meanwhile; what was learnt is kept all the same.
          const merged = new Map([...at, ...(positions.current ?? [])])
          positions.current = merged
          writePositions(merged)
          if (latest.current === wanted) show(wanted, merged)
        },
        (failure: unknown) => setError(failure),
      )
    },
    [show],
  )
  useEffect(() => {
    if (graph) lay(graph)
  }, [graph, lay])

  const pin = useCallback(
    (id: string, by: Point) => {
      const node = laidOut?.graph.nodes.find((candidate) => candidate.id === id)
      const rect = laidOut?.rects.get(id)
      if (!laidOut || !node || !rect) return
      const origin = laidOut.origins.get(node.parent) ?? { x: 0, y: 0 }
      const at = { x: rect.x + by.x - origin.x, y: rect.y + by.y - origin.y, pinned: true }
      const known = new Map(positions.current).set(positionKey(node.parent, id), at)
      writePositions(known)
      show(laidOut.graph, known)
    },
    [laidOut, show],
  )
  const rearrange = useCallback(() => {
    const shown = latest.current
    if (!shown) return
    const known = new Map(positions.current)
    for (const node of shown.nodes) known.delete(positionKey(node.parent, node.id))
    positions.current = known
    lay(shown)
  }, [lay])

  return { laidOut, error, pin, rearrange }
}
