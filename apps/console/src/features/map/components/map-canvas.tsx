import {
  Background,
  Controls,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  useStore,
} from '@xyflow/react'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import '@xyflow/react/dist/base.css'
import type { LaidOut } from '../layout/use-layout.ts'
import { type FlowEdge, type FlowElements, type FlowNode, toFlowElements } from '../model/flow-elements.ts'
import { type Direction, nearestInDirection } from '../model/nearest.ts'
import type { Point, Rect } from '../model/rect.ts'
import { ArrowHeads } from './edges/arrow-heads.tsx'
import { SelfEdge } from './edges/self-edge.tsx'
import { TrafficEdge } from './edges/traffic-edge.tsx'
import { useHoverDim } from './hover-dim.ts'
import { detailAt } from './lod.ts'
import { NodeActionsContext } from './node-actions.ts'
import { AddressNode } from './nodes/address-node.tsx'
import { ApplicationNode } from './nodes/application-node.tsx'
import { BucketNode } from './nodes/bucket-node.tsx'
import { ClusterNode } from './nodes/cluster-node.tsx'
import { HiddenNode } from './nodes/hidden-node.tsx'
import { TierNode } from './nodes/tier-node.tsx'
import { WorkloadNode } from './nodes/workload-node.tsx'
import { useRevealOpened } from './use-reveal-opened.ts'
import './map-canvas.css'

const NODE_TYPES = {
  application: ApplicationNode,
  tier: TierNode,
  workload: WorkloadNode,
  bucket: BucketNode,
  address: AddressNode,
  hidden: HiddenNode,
  cluster: ClusterNode,
}
const EDGE_TYPES = { traffic: TrafficEdge, self: SelfEdge }
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}
/** With more edges than that, services are written only on the ones pointed at. */
const LABELLED_EDGES = 60
/** Keeps clear of the legend, which stands beside the map or, where that is narrow, above it. */
const fitFor = (width: number) => ({
  padding:
    width > 900
      ? ({ top: '48px', right: '270px', bottom: '36px', left: '64px' } as const)
      : ({ top: '200px', right: '32px', bottom: '36px', left: '64px' } as const),
  maxZoom: 1.15,
})

interface MapCanvasProps {
  readonly laidOut: LaidOut
  readonly selected: { readonly node: string; readonly edge: string }
  readonly onSelect: (selection: { readonly node?: string; readonly edge?: string }) => void
  readonly onToggle: (nodeId: string) => void
  readonly onPin: (nodeId: string, by: Point) => void
  /** A node to bring into view; its number changes with each wish. */
  readonly focus: { readonly id: string; readonly wish: number } | null
}

/** Everything that hangs on the zoom, apart from the graph: nothing else is drawn again when it changes. */
const DetailClass = ({ onDetail }: { readonly onDetail: (detail: string) => void }) => {
  const detail = useStore((state) => detailAt(state.transform[2]))
  useEffect(() => onDetail(detail), [detail, onDetail])
  return null
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

export const MapCanvas = ({ laidOut, selected, onSelect, onToggle, onPin, focus }: MapCanvasProps) => {
  const frame = useRef<HTMLDivElement>(null)
  const flow = useRef<ReactFlowInstance<FlowNode, FlowEdge>>(null)
  const before = useRef<FlowElements>({ nodes: [], edges: [] })
  const [drag, setDrag] = useState<{ id: string; by: Point } | null>(null)

  const rects = useMemo(() => shifted(laidOut, drag), [laidOut, drag])
  const elements = useMemo(
    () => toFlowElements(laidOut.graph, rects, selected, before.current),
    [laidOut.graph, rects, selected],
  )
  before.current = elements
  const showAll = () => void flow.current?.fitView(fitFor(frame.current?.clientWidth ?? 0))
  useRevealOpened({ laidOut, flow, frame, fit: showAll })
  const hover = useHoverDim(frame, laidOut.graph.edges)

  const actions = useRef({ toggle: onToggle })
  const latestToggle = useRef(onToggle)
  latestToggle.current = onToggle
  actions.current.toggle = useCallback((id: string) => latestToggle.current(id), [])

  const setDetail = useCallback((detail: string) => {
    if (frame.current) frame.current.dataset.detail = detail
  }, [])
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
  const focusNode = useCallback((id: string) => {
    const element = frame.current?.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${CSS.escape(id)}"]`,
    )
    element?.focus({ preventScroll: true })
    return element !== undefined && element !== null
  }, [])
  const reveal = useCallback(
    (id: string) => {
      const rect = before.current.nodes.find((node) => node.id === id)
      if (!rect || !flow.current) return
      const zoom = Math.max(flow.current.getZoom(), 0.7)
      const x = rect.position.x + (rect.width ?? 0) / 2
      const y = rect.position.y + (rect.height ?? 0) / 2
      void flow.current
        .setCenter(x, y, { zoom, duration: 0 })
        .then(() => requestAnimationFrame(() => focusNode(id)))
    },
    [focusNode],
  )
  const shownFocus = useRef(0)
  useEffect(() => {
    if (!focus || focus.wish === shownFocus.current || !laidOut.rects.has(focus.id)) return
    shownFocus.current = focus.wish
    reveal(focus.id)
  }, [focus, laidOut, reveal])

  const onKeyDown = (event: KeyboardEvent) => {
    const target =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.react-flow__node') : null
    const id = target?.dataset.id
    if (id === undefined) return
    const direction = ARROWS[event.key]
    const item = laidOut.graph.nodes.find((node) => node.id === id)
    if (direction) {
      event.preventDefault()
      const next = nearestInDirection(laidOut.rects, id, direction)
      if (next !== null) {
        const inView = focusNode(next)
        if (!inView) reveal(next)
      }
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (item?.node.expandable) onToggle(id)
      else onSelect({ node: id })
    } else if (event.key === ' ') {
      event.preventDefault()
      onSelect({ node: id })
    } else if (event.key === 'Escape') onSelect({})
  }
  const dense = laidOut.graph.edges.length > LABELLED_EDGES
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the nodes inside, which have the focus
    <div ref={frame} className={`fg-map${dense ? ' fg-map--dense' : ''}`} onKeyDown={onKeyDown}>
      <NodeActionsContext value={actions.current}>
        <ReactFlow<FlowNode, FlowEdge>
          nodes={elements.nodes}
          edges={elements.edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onInit={(instance) => {
            flow.current = instance
            showAll()
          }}
          onNodesChange={onNodesChange}
          onNodeClick={(_event, node) => onSelect({ node: node.id })}
          onNodeDoubleClick={(_event, node) => node.data.item.node.expandable && onToggle(node.id)}
          onEdgeClick={(_event, edge) => onSelect({ edge: edge.id })}
          onPaneClick={() => onSelect({})}
          onNodeMouseEnter={(_event, node) => hover.node(node.id)}
          onNodeMouseLeave={hover.none}
          onEdgeMouseEnter={(_event, edge) => hover.edge(edge.id)}
          onEdgeMouseLeave={hover.none}
          nodesConnectable={false}
          edgesFocusable={false}
          edgesReconnectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements
          elevateNodesOnSelect={false}
          zIndexMode="manual"
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          nodeDragThreshold={4}
          minZoom={0.1}
          maxZoom={2}
          aria-label="Dependency map"
        >
          <Background gap={24} />
          <Controls showInteractive={false} fitViewOptions={fitFor(frame.current?.clientWidth ?? 0)} />
          <MiniMap
            pannable
            zoomable
            ariaLabel="Overview of the map"
            nodeClassName={(node) => `fg-mini--${node.type}`}
          />
          <DetailClass onDetail={setDetail} />
        </ReactFlow>
      </NodeActionsContext>
      <ArrowHeads />
    </div>
  )
}
