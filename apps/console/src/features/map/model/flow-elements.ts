import type { Node } from '@xyflow/react'
import { plural } from '../../../lib/format.ts'
import { type EdgePath, edgePath, selfPath } from './edge-path.ts'
import { depthsOf } from './fold.ts'
import type { Graph, GraphEdge, GraphNode } from './graph.ts'
import { placeLabels } from './label-places.ts'
import type { Point, Rect } from './rect.ts'

export type NodeData = {
  readonly item: GraphNode
  /** Of a folded node: the outlines of what lies in it. */
  readonly ghosts?: string | undefined
}
export type FlowNode = Node<NodeData, 'map'>
export interface DrawnEdge {
  readonly id: string
  readonly item: GraphEdge
  readonly line: EdgePath
  /** Where its sign and label go. */
  readonly label: Point
  readonly selected: boolean
}

export interface FlowElements {
  readonly nodes: FlowNode[]
  readonly edges: DrawnEdge[]
}

const KIND_NAME: Readonly<Record<GraphNode['node']['kind'], string>> = {
  application: 'Application',
  tier: 'Tier',
  workload: 'Workload',
  bucket: 'Others',
  address: 'Address',
  hidden: 'Not visible to you',
}

/** What a reader of the screen hears of a node. */
export const nodeAnnouncement = ({ node, shape }: GraphNode): string => {
  const parts = [`${KIND_NAME[node.kind]} ${node.label}`]
  if (node.workloads > 0 && node.kind !== 'workload') parts.push(plural(node.workloads, 'workload'))
  if (node.addresses > 0) parts.push(plural(node.addresses, 'address', 'addresses'))
  if (node.protectedShare !== null) parts.push(`${Math.round(node.protectedShare * 100)} % protected`)
  if (shape === 'folded') parts.push('opened, Enter comes nearer')
  else if (node.expandable) parts.push(node.expanded ? 'opened, Enter closes' : 'Enter opens')
  return parts.join(', ')
}

const sameRect = (node: FlowNode, rect: Rect) =>
  node.position.x === rect.x &&
  node.position.y === rect.y &&
  node.width === rect.width &&
  node.height === rect.height

/** As far as it is drawn. */
const sameEdge = (a: GraphEdge, b: GraphEdge) =>
  a.state === b.state &&
  a.width === b.width &&
  a.label === b.label &&
  a.source === b.source &&
  a.target === b.target

/** With more edges than that, services are written only on the ones pointed at. */
export const LABELLED_EDGES = 60

/** Places for the labels of a map that shows them all: the widest edge's first. */
const labelsOf = (
  graph: Graph,
  rects: ReadonlyMap<string, Rect>,
  lines: readonly { readonly item: GraphEdge; readonly line: EdgePath }[],
): ReadonlyMap<string, Point> => {
  if (lines.length > LABELLED_EDGES) return new Map()
  const leaves = graph.nodes.flatMap(({ id, shape }) => {
    const rect = rects.get(id)
    return rect && shape !== 'cluster' ? [rect] : []
  })
  // Loops have one place only, so they come before those that can give way.
  const ranked = [...lines].sort(
    (a, b) =>
      a.line.places.length - b.line.places.length ||
      b.item.width - a.item.width ||
      (a.item.id < b.item.id ? -1 : 1),
  )
  const places = placeLabels(
    ranked.map(({ item, line }) => ({ text: item.label, places: line.places })),
    leaves,
  )
  return new Map(ranked.map(({ item }, index) => [item.id, places[index] ?? { x: 0, y: 0 }]))
}

/** Above the edges, which lie at 10 and so above what is opened. */
const LEAF_LAYER = 20

/**
 * What React Flow draws. Objects of `before` are kept where nothing about them has changed, so that only what has changed is
 * drawn again.
 */
export const toFlowElements = (
  graph: Graph,
  rects: ReadonlyMap<string, Rect>,
  selected: { readonly node: string; readonly edge: string },
  before: FlowElements,
  ghosts: ReadonlyMap<string, string> = new Map(),
): FlowElements => {
  const oldNodes = new Map(before.nodes.map((node) => [node.id, node]))
  const oldEdges = new Map(before.edges.map((edge) => [edge.id, edge]))
  const depth = depthsOf(graph)
  const moved = new Set<string>()

  const nodes = graph.nodes.flatMap((item): FlowNode[] => {
    const rect = rects.get(item.id)
    if (!rect) return []
    const old = oldNodes.get(item.id)
    const isSelected = selected.node === item.id
    const still = old !== undefined && sameRect(old, rect)
    if (!still) moved.add(item.id)
    if (
      still &&
      old.data.item.node === item.node &&
      old.selected === isSelected &&
      old.data.item.shape === item.shape &&
      old.data.ghosts === ghosts.get(item.id)
    )
      return [old]
    return [
      {
        id: item.id,
        type: 'map',
        className: `fg-at--${item.shape}`,
        position: { x: rect.x, y: rect.y },
        width: rect.width,
        height: rect.height,
        // Known beforehand, so that nothing is measured.
        measured: { width: rect.width, height: rect.height },
        handles: [],
        selected: isSelected,
        zIndex: item.shape === 'cluster' || item.shape === 'folded' ? (depth.get(item.id) ?? 0) : LEAF_LAYER,
        ariaLabel: nodeAnnouncement(item),
        data: { item, ghosts: ghosts.get(item.id) },
      },
    ]
  })
  const lines = graph.edges.flatMap((item) => {
    const from = rects.get(item.source)
    const to = rects.get(item.target)
    if (!from || !to) return []
    const old = oldEdges.get(item.id)
    const still = old !== undefined && !moved.has(item.source) && !moved.has(item.target)
    const isSelf = item.source === item.target
    return [{ item, line: still ? old.line : isSelf ? selfPath(from) : edgePath(from, to) }]
  })
  const labels = labelsOf(graph, rects, lines)
  const edges = lines.map(({ item, line }): DrawnEdge => {
    const old = oldEdges.get(item.id)
    const isSelected = selected.edge === item.id
    const label = labels.get(item.id) ?? line.places[0] ?? { x: 0, y: 0 }
    if (old?.line === line && sameEdge(old.item, item) && old.selected === isSelected) {
      if (old.label.x === label.x && old.label.y === label.y) return old
    }
    return { id: item.id, item, line, label, selected: isSelected }
  })
  return { nodes, edges }
}
