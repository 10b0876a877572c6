import { useCallback, useMemo, useRef, useState } from 'react'
import type { LaidOut } from '../layout/use-layout.ts'
import { foldTo, ghostsOf } from '../model/fold.ts'
import type { Graph } from '../model/graph.ts'
import type { View } from '../model/viewport.ts'
import { depthIn } from '../model/visible-depth.ts'

export interface ShownGraph {
  readonly shown: Graph
  readonly ghosts: ReadonlyMap<string, string>
  /** To be told of every viewport. Draws anew only when the depth of detail changes. */
  readonly look: (view: View) => void
}

/** As much of a map as can be drawn at once: from afar opened nodes are drawn whole. */
export const useShownGraph = (laidOut: LaidOut, weight: 'sessions' | 'bytes', start: View): ShownGraph => {
  const { graph, rects } = laidOut
  const seen = useMemo(() => depthIn(graph, rects), [graph, rects])
  const latest = useRef(start)
  const [depth, setDepth] = useState(0)
  const now = seen.at(latest.current, depth)
  const shownDepth = useRef(now)
  shownDepth.current = now

  const shown = useMemo(() => foldTo(graph, now, weight), [graph, now, weight])
  const ghosts = useMemo(() => ghostsOf(graph, shown, rects), [graph, shown, rects])
  const look = useCallback(
    (view: View) => {
      latest.current = view
      const next = seen.at(view, shownDepth.current)
      if (next !== shownDepth.current) setDepth(next)
    },
    [seen],
  )
  return { shown, ghosts, look }
}
