import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Graph } from '../model/graph.ts'
import type { Point } from '../model/rect.ts'
import { isSmall, layOut, layOutSmall } from './lay-out.ts'
import { type Placement, place } from './place.ts'
import { readPositions, writePositions } from './position-store.ts'
import { type Positions, positionKey } from './positions.ts'
import { findUnplaced, joinPlaced, type Unplaced } from './unplaced.ts'

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

const merged = (known: Positions, found: readonly Positions[]): Positions => {
  const next = new Map(known)
  for (const positions of found) for (const [key, at] of positions) next.set(key, at)
  return next
}
/** Places for all nodes that joined a cluster, and for those of clusters too small to ask another thread for. */
const atOnce = (clusters: readonly Unplaced[], known: Positions): readonly Positions[] =>
  clusters.flatMap((cluster) =>
    cluster.placed > 0 ? [joinPlaced(cluster, known)] : isSmall(cluster) ? [layOutSmall(cluster)] : [],
  )

interface Attempt {
  readonly graph: Graph
  readonly positions: Positions
  /** What another thread has to be asked for before it can be shown. */
  readonly left: readonly Unplaced[]
  readonly laidOut: LaidOut | null
}
const attempt = (graph: Graph, known: Positions): Attempt => {
  const unplaced = findUnplaced(graph, known)
  const positions = unplaced.length === 0 ? known : merged(known, atOnce(unplaced, known))
  const left = unplaced.filter((cluster) => cluster.placed === 0 && !isSmall(cluster))
  return { graph, positions, left, laidOut: left.length === 0 ? { graph, ...place(graph, positions) } : null }
}

/**
 * Small maps are laid out as they are drawn, without a picture in between; what takes longer is worked out by another thread,
 * and what was shown stays meanwhile.
 */
export const useLayout = (graph: Graph | null): Layout => {
  const known = useRef<Positions | null>(null)
  known.current ??= readPositions()
  /** Moves on when positions have changed otherwise than by a new graph. */
  const [version, setVersion] = useState(0)
  const [error, setError] = useState<unknown>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the positions
  const now = useMemo(() => graph && attempt(graph, known.current ?? new Map()), [graph, version])
  const shown = useRef<LaidOut | null>(null)
  if (now?.laidOut) shown.current = now.laidOut
  const laidOut = shown.current

  const keep = useCallback((positions: Positions) => {
    known.current = positions
    writePositions(positions)
  }, [])
  const latest = useRef(now)
  useEffect(() => {
    latest.current = now
    if (!now) return
    setError(null)
    if (now.positions !== known.current) keep(now.positions)
    if (now.left.length === 0) return
    Promise.all(now.left.map(layOut)).then(
      (found) => {
        // Somebody may have dragged or expanded meanwhile; what was learnt is kept all the same.
        keep(new Map([...merged(new Map(), found), ...(known.current ?? [])]))
        if (latest.current === now) setVersion((before) => before + 1)
      },
      (failure: unknown) => setError(failure),
    )
  }, [now, keep])

  const pin = useCallback(
    (id: string, by: Point) => {
      const node = laidOut?.graph.nodes.find((candidate) => candidate.id === id)
      const rect = laidOut?.rects.get(id)
      if (!laidOut || !node || !rect) return
      const origin = laidOut.origins.get(node.parent) ?? { x: 0, y: 0 }
      const at = { x: rect.x + by.x - origin.x, y: rect.y + by.y - origin.y, pinned: true }
      keep(new Map(known.current).set(positionKey(node.parent, id), at))
      setVersion((before) => before + 1)
    },
    [laidOut, keep],
  )
  const rearrange = useCallback(() => {
    const graphNow = latest.current?.graph
    if (!graphNow) return
    const left = new Map(known.current)
    for (const node of graphNow.nodes) left.delete(positionKey(node.parent, node.id))
    known.current = left
    setVersion((before) => before + 1)
  }, [])

  return { laidOut, error, pin, rearrange }
}
