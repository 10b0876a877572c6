import type { ReactFlowInstance } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { LaidOut } from '../layout/use-layout.ts'
import type { FlowNode } from '../model/flow-elements.ts'

/** Near enough for cards. */
const NEAR = 0.7
/** After this many frames it is not coming. */
const PATIENCE = 60

interface GoToNode {
  readonly laidOut: LaidOut
  readonly flow: RefObject<ReactFlowInstance<FlowNode> | null>
  readonly frame: RefObject<HTMLDivElement | null>
  /** A node to bring into view; its number changes with each wish. */
  readonly focus: { readonly id: string; readonly wish: number } | null
}

/** Returns a function that gives a node the focus and brings it into view, also one too far off to be drawn at present. */
export const useGoToNode = ({ laidOut, flow, frame, focus }: GoToNode) => {
  const focusNode = useCallback(
    (id: string): boolean => {
      const element = frame.current?.querySelector<HTMLElement>(
        `.react-flow__node[data-id="${CSS.escape(id)}"]`,
      )
      element?.focus({ preventScroll: true })
      return element !== undefined && element !== null
    },
    [frame],
  )
  const reveal = useCallback(
    (id: string) => {
      const rect = laidOut.rects.get(id)
      if (!rect || !flow.current) return
      const zoom = Math.max(flow.current.getZoom(), NEAR)
      void flow.current.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom, duration: 0 })
      const wait = (frames: number) => {
        if (!focusNode(id) && frames > 0) requestAnimationFrame(() => wait(frames - 1))
      }
      requestAnimationFrame(() => wait(PATIENCE))
    },
    [laidOut, flow, focusNode],
  )
  const done = useRef(0)
  useEffect(() => {
    if (!focus || focus.wish === done.current || !laidOut.rects.has(focus.id)) return
    done.current = focus.wish
    reveal(focus.id)
  }, [focus, laidOut, reveal])
  return useCallback(
    (id: string) => {
      if (!focusNode(id)) reveal(id)
    },
    [focusNode, reveal],
  )
}
