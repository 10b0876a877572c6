import type { Edge, Node } from '@xyflow/react'
import { plural } from '../../../lib/format.ts'
import { STATES } from '../../../ui/state/states.ts'
import { type EdgePath, edgePath, selfPath } from './edge-path.ts'
import type { Graph, GraphEdge, GraphNode } from './graph.ts'
import type { Rect } from './rect.ts'

export type NodeData = { readonly item: GraphNode }
export type EdgeData = { readonly item: GraphEdge; readonly line: EdgePath }
export type FlowNode = Node<NodeData, GraphNode['shape']>
export type FlowEdge = Edge<EdgeData, 'traffic' | 'self'>

export interface FlowElements {
  readonly nodes: FlowNode[]
  readonly edges: FlowEdge[]
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
export const nodeAnnouncement = ({ node }: GraphNode): string => {
  const parts = [`${KIND_NAME[node.kind]} ${node.label}`]
  if (node.workloads > 0 && node.kind !== 'workload') parts.push(plural(node.workloads, 'workload'))
  if (node.addresses > 0) parts.push(plural(node.addresses, 'address', 'addresses'))
  if (node.protectedShare !== null) parts.push(`${Math.round(node.protectedShare * 100)} % protected`)
  if (node.expandable) parts.push(node.expanded ? 'opened, Enter closes' : 'Enter opens')
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

/** Depth in the forest: what is opened lies below what it holds. */
const depths = (graph: Graph): ReadonlyMap<string, number> => {
  const result = new Map<string, number>()
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]))
  const depth = (id: string): number => {
    const known = result.get(id)
    if (known !== undefined) return known
    const parent = parents.get(id) ?? null
    const found = parent === null ? 0 : depth(parent) + 1
    result.set(id, found)
    return found
  }
  for (const node of graph.nodes) depth(node.id)
  return result
}
const EDGE_LAYER = 10
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
): FlowElements => {
  const oldNodes = new Map(before.nodes.map((node) => [node.id, node]))
  const oldEdges = new Map(before.edges.map((edge) => [edge.id, edge]))
  const depth = depths(graph)
  const moved = new Set<string>()

  const nodes = graph.nodes.flatMap((item): FlowNode[] => {
    const rect = rects.get(item.id)
    if (!rect) return []
    const old = oldNodes.get(item.id)
    const isSelected = selected.node === item.id
    const still = old !== undefined && sameRect(old, rect)
    if (!still) moved.add(item.id)
    if (still && old.data.item.node === item.node && old.selected === isSelected && old.type === item.shape)
      return [old]
    return [
      {
        id: item.id,
        type: item.shape,
        position: { x: rect.x, y: rect.y },
        width: rect.width,
        height: rect.height,
        selected: isSelected,
        zIndex: item.shape === 'cluster' ? (depth.get(item.id) ?? 0) : LEAF_LAYER,
        ariaLabel: nodeAnnouncement(item),
        data: { item },
      },
    ]
  })
  const edges = graph.edges.flatMap((item): FlowEdge[] => {
    const from = rects.get(item.source)
    const to = rects.get(item.target)
    if (!from || !to) return []
    const old = oldEdges.get(item.id)
    const isSelected = selected.edge === item.id
    const still = old !== undefined && !moved.has(item.source) && !moved.has(item.target)
    const same = old?.data !== undefined && sameEdge(old.data.item, item)
    if (still && same && old.selected === isSelected) return [old]
    const isSelf = item.source === item.target
    const line = still && old.data ? old.data.line : isSelf ? selfPath(from) : edgePath(from, to)
    return [
      {
        id: item.id,
        type: isSelf ? 'self' : 'traffic',
        source: item.source,
        target: item.target,
        selected: isSelected,
        zIndex: EDGE_LAYER,
        className: `fg-edge--${item.state}`,
        ariaLabel: `${STATES[item.state].label}: ${item.label}`,
        data: { item, line },
      },
    ]
  })
  return { nodes, edges }
}
