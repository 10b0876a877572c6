import type { ElkNode } from 'elkjs/lib/elk-api.js'
import { GAP, NODE_SIZE } from '../model/sizes.ts'
import { type Position, positionKey } from './positions.ts'
import type { Unplaced } from './unplaced.ts'

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': String(GAP),
  'elk.spacing.componentComponent': String(GAP + 12),
  'elk.layered.spacing.nodeNodeBetweenLayers': '96',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.aspectRatio': '1.7',
  'elk.randomSeed': '1',
}
/** Nearly everybody talks with everybody: no order to show, so spread them out such that each line is seen. */
const SPREAD = {
  'elk.algorithm': 'stress',
  'elk.stress.desiredEdgeLength': '330',
  'elk.randomSeed': '1',
}
const optionsFor = ({ nodes, edges }: Unplaced): Record<string, string> => {
  const pairs = new Set(edges.map(({ source, target }) => [source, target].sort().join(' ')))
  return pairs.size > 1.5 * (nodes.length - 1) && nodes.length > 3 ? SPREAD : LAYERED
}

/** One cluster as ELK wants it. Sorted by id: the layout must not depend on the order of the answer. */
export const toElk = (cluster: Unplaced): ElkNode => ({
  id: 'cluster',
  layoutOptions: optionsFor(cluster),
  children: [...cluster.nodes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((node) => ({ id: node.id, ...NODE_SIZE[node.node.kind] })),
  edges: [...cluster.edges]
    .map(({ source, target }) => ({ id: `${source}>${target}`, sources: [source], targets: [target] }))
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
})

export const fromElk = (cluster: Unplaced, laidOut: ElkNode): ReadonlyMap<string, Position> =>
  new Map(
    (laidOut.children ?? []).map((child) => [
      positionKey(cluster.parent, child.id),
      { x: Math.round(child.x ?? 0), y: Math.round(child.y ?? 0) },
    ]),
  )
