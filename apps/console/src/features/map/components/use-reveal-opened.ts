import type { ReactFlowInstance } from '@xyflow/react'
import { type RefObject, useEffect, useRef } from 'react'
import type { LaidOut } from '../layout/use-layout.ts'
import type { FlowNode } from '../model/flow-elements.ts'
import { viewportFor, viewportNear } from '../model/viewport.ts'
import { detailAt } from './lod.ts'

interface Revealing {
  readonly laidOut: LaidOut
  readonly flow: RefObject<ReactFlowInstance<FlowNode> | null>
  readonly frame: RefObject<HTMLDivElement | null>
  /** Shows everything. */
  readonly fit: () => void
}

const openedIn = ({ graph }: LaidOut): ReadonlySet<string> =>
  new Set(graph.nodes.filter((node) => node.shape === 'cluster').map((node) => node.id))

/**
 * What has just been opened comes into view, by as little movement as may be; from too far off to read what is in it, it comes
 * nearer. Of several at once, everything is shown.
 */
export const useRevealOpened = ({ laidOut, flow, frame, fit }: Revealing): void => {
  const before = useRef(openedIn(laidOut))
  const latestFit = useRef(fit)
  latestFit.current = fit
  useEffect(() => {
    const now = openedIn(laidOut)
    const opened = [...now].filter((id) => !before.current.has(id))
    before.current = now
    const element = frame.current
    if (opened.length === 0 || !flow.current || !element) return
    const rect = opened.length === 1 ? laidOut.rects.get(opened[0] ?? '') : undefined
    if (!rect) return latestFit.current()
    const size = { width: element.clientWidth, height: element.clientHeight }
    const view = flow.current.getViewport()
    const far = detailAt(view.zoom) === 'dot' || detailAt(view.zoom) === 'name'
    const next = far ? viewportNear(rect, size) : viewportFor(rect, view, size)
    if (next) void flow.current.setViewport(next, { duration: 0 })
  }, [laidOut, flow, frame])
}
