import { ExpandIcon } from '@patternfly/react-icons'
import {
  Background,
  ControlButton,
  Controls,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import '@xyflow/react/dist/base.css'
import type { LaidOut } from '../layout/use-layout.ts'
import { type FlowElements, type FlowNode, LABELLED_EDGES, toFlowElements } from '../model/flow-elements.ts'
import type { Point, Rect, Size } from '../model/rect.ts'
import { MIN_ZOOM, type View, viewportOfAll } from '../model/viewport.ts'
import { ArrowHeads } from './edges/arrow-heads.tsx'
import { EdgeLayer } from './edges/edge-layer.tsx'
import { useGoToNode } from './go-to-node.ts'
import { useHoverDim } from './hover-dim.ts'
import { detailAt } from './lod.ts'
import { mapKeys } from './map-keys.ts'
import { NodeActionsContext } from './node-actions.ts'
import { MapNodeView } from './nodes/map-node.tsx'
import { useShownGraph } from './shown-graph.ts'
import { useRevealOpened } from './use-reveal-opened.ts'
import { ViewWatch } from './view-watch.tsx'
import './map-canvas.css'

const NODE_TYPES = { map: MapNodeView }
/** A map of fewer nodes than that is its own overview. */
const OVERVIEWED_NODES = 24
interface MapCanvasProps {
  /** Room for it when it is first drawn. */
  readonly size: Size
  readonly laidOut: LaidOut
  readonly selected: { readonly node: string; readonly edge: string }
  readonly onSelect: (selection: { readonly node?: string; readonly edge?: string }) => void
  readonly onToggle: (nodeId: string) => void
  /** The node that is pointed at; null = none any more. */
  readonly onPoint: (nodeId: string | null) => void
  readonly onPin: (nodeId: string, by: Point) => void
  /** A node to bring into view; its number changes with each wish. */
  readonly focus: { readonly id: string; readonly wish: number } | null
  /** What the width of a line stands for. */
  readonly weight: 'sessions' | 'bytes'
}

/** The node that is being dragged, with all inside it, away from its place. */
const shifted = (laidOut: LaidOut, drag: { id: string; by: Point } | null): ReadonlyMap<string, Rect> => {
  if (!drag) return laidOut.rects
  const parents = new Map(laidOut.graph.nodes.map((node) => [node.id, node.parent]))
  const result = new Map(laidOut.rects)
  for (const [id, rect] of laidOut.rects) {
    let at: string | null = id
    while (at !== null && at !== drag.id) at = parents.get(at) ?? null
    if (at !== null) result.set(id, { ...rect, x: rect.x + drag.by.x, y: rect.y + drag.by.y })
  }
  return result
}

export const MapCanvas = (props: MapCanvasProps) => {
  const { size, laidOut, selected, onSelect, onToggle, onPoint, onPin, focus, weight } = props
  const frame = useRef<HTMLDivElement>(null)
  const flow = useRef<ReactFlowInstance<FlowNode>>(null)
  const before = useRef<FlowElements>({ nodes: [], edges: [] })
  const [drag, setDrag] = useState<{ id: string; by: Point } | null>(null)

  const rects = useMemo(() => shifted(laidOut, drag), [laidOut, drag])
  const start = useRef<View>(null)
  start.current ??= { viewport: viewportOfAll(laidOut.rects, size), frame: size }
  const { shown, ghosts, look } = useShownGraph(laidOut, weight, start.current)
  const elements = useMemo(
    () => toFlowElements(shown, rects, selected, before.current, ghosts),
    [shown, rects, selected, ghosts],
  )
  before.current = elements
  const showAll = () => {
    const { clientWidth: width, clientHeight: height } = frame.current ?? { clientWidth: 0, clientHeight: 0 }
    void flow.current?.setViewport(viewportOfAll(laidOut.rects, { width, height }), { duration: 0 })
  }
  useRevealOpened({ laidOut, flow, frame, fit: showAll })
  const hover = useHoverDim(frame, shown.edges)
  const goTo = useGoToNode({ laidOut, flow, frame, focus })

  const actions = useRef({ toggle: onToggle })
  const latestToggle = useRef(onToggle)
  latestToggle.current = onToggle
  actions.current.toggle = useCallback((id: string) => latestToggle.current(id), [])

  const selectEdge = useCallback((id: string) => onSelect({ edge: id }), [onSelect])
  const pointAt = useCallback((id: string | null) => (id === null ? hover.none() : hover.edge(id)), [hover])
  const onView = useCallback(
    (view: View) => {
      if (frame.current) frame.current.dataset.detail = detailAt(view.viewport.zoom)
      look(view)
    },
    [look],
  )
  /** What is folded is come nearer to; everything else opens or closes. */
  const open = (id: string) => {
    const rect = laidOut.rects.get(id)
    const item = shown.nodes.find((node) => node.id === id)
    if (item?.shape === 'folded' && rect) void flow.current?.fitBounds(rect, { padding: 0.1, duration: 0 })
    else if (item?.node.expandable) onToggle(id)
  }
  const onNodesChange = (changes: NodeChange<FlowNode>[]) => {
    for (const change of changes) {
      if (change.type !== 'position') continue
      const start = laidOut.rects.get(change.id)
      if (!start) continue
      const by = change.position
        ? { x: change.position.x - start.x, y: change.position.y - start.y }
        : (drag?.by ?? { x: 0, y: 0 })
      if (change.dragging) setDrag({ id: change.id, by })
      else if (drag) {
        setDrag(null)
        if (by.x !== 0 || by.y !== 0) onPin(change.id, by)
      }
    }
  }
  const dense = shown.edges.length > LABELLED_EDGES
  const onKeyDown = mapKeys({ shown, rects: laidOut.rects, onGo: goTo, onOpen: open, onSelect })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the nodes inside, which have the focus
    <div
      ref={frame}
      className={`fg-map${dense ? ' fg-map--dense' : ''}`}
      data-detail={detailAt(start.current.viewport.zoom)}
      onKeyDown={onKeyDown}
    >
      <NodeActionsContext value={actions.current}>
        <ReactFlow<FlowNode>
          nodes={elements.nodes}
          nodeTypes={NODE_TYPES}
          defaultViewport={start.current.viewport}
          onInit={(instance) => {
            flow.current = instance
          }}
          onNodesChange={onNodesChange}
          onNodeClick={(_event, node) => onSelect({ node: node.id })}
          onNodeDoubleClick={(_event, node) => open(node.id)}
          onPaneClick={() => onSelect({})}
          onNodeMouseEnter={(_event, node) => {
            hover.node(node.id)
            onPoint(node.id)
          }}
          onNodeMouseLeave={() => {
            hover.none()
            onPoint(null)
          }}
          nodesConnectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          zIndexMode="manual"
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          nodeDragThreshold={4}
          minZoom={MIN_ZOOM}
          maxZoom={2}
          aria-label="Dependency map"
        >
          <Background gap={24} />
          <Controls showInteractive={false} showFitView={false}>
            <ControlButton onClick={showAll} title="Fit View" aria-label="Fit View">
              <ExpandIcon />
            </ControlButton>
          </Controls>
          {shown.nodes.length > OVERVIEWED_NODES && (
            <MiniMap<FlowNode>
              pannable
              zoomable
              ariaLabel="Overview of the map"
              nodeClassName={({ data }) => `fg-mini--${data.item.shape}`}
            />
          )}
          <EdgeLayer edges={elements.edges} onSelect={selectEdge} onPoint={pointAt} />
          <ViewWatch onView={onView} />
        </ReactFlow>
      </NodeActionsContext>
      <ArrowHeads />
    </div>
  )
}
