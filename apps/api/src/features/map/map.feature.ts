import type { PolicySet } from '@flowgate/engine'
import {
  type FlowFilter,
  getMap,
  getMapEdge,
  getMapNode,
  listMapEdges,
  type Output,
  type Parsed,
  type ParsedView,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Feature } from '../../http/feature.ts'
import { route } from '../../http/route.ts'
import type { Clock } from '../../platform/clock.ts'
import type { FleetReadModel } from '../fleet/fleet.read-model.ts'
import {
  checkWindow,
  extentOf,
  type FlowReadModel,
  type KeyedSelection,
  questionOf,
} from '../flows/flows.read-model.ts'
import { createDrawings } from './drawings.ts'
import { type MapDepth, visibleWorkloads } from './drawn-map.ts'
import { edgeDetail } from './edge-detail.ts'
import { edgeList } from './edge-list.ts'
import { MAX_EDGES } from './map-graph.ts'
import { levelsOf } from './map-nodes.ts'
import { policiesOf } from './node-policies.ts'

export interface MapPorts {
  readonly flows: FlowReadModel
  readonly clock: Clock
  readonly fleet: Pick<FleetReadModel, 'hosts'>
  /** What a reader may see of a policy set. */
  readonly policySets: { load(view: ParsedView, actor: Actor): Promise<PolicySet> }
}

/** Without any of these, the map shows what is there, silent or not. */
const NARROWING: readonly (keyof FlowFilter | 'q')[] = [
  'source',
  'destination',
  'either',
  'site',
  'protocol',
  'port',
  'state',
  'ruleId',
  'revision',
  'importId',
  'origin',
  'q',
]

type MapQuery = Parsed<typeof getMap>['query'] | Parsed<typeof listMapEdges>['query']

export const createMapService = ({ flows, clock, fleet, policySets }: MapPorts) => {
  const drawings = createDrawings()
  const select = async (query: MapQuery, actor: Actor): Promise<KeyedSelection> => {
    checkWindow(query)
    return flows.select(questionOf(query), actor)
  }
  const depthOf = ({ level, expand = [], ...query }: MapQuery): MapDepth => ({
    level,
    expand,
    silent: NARROWING.every((field) => query[field] === undefined),
  })
  return {
    map: async (query: Parsed<typeof getMap>['query'], actor: Actor): Promise<Output<typeof getMap>> => {
      checkWindow(query)
      const hosts = await fleet.hosts(actor)
      const selection = await select(query, actor)
      const depth = depthOf(query)
      const drawing = drawings.draw(selection, depth)
      // Without a gap in the edges, all of the focus are there anyway.
      const focus = drawing.edges.size > MAX_EDGES ? query.focus : undefined
      const { truncated, ...drawn } = drawings.graph(selection, depth, focus)
      const extent = flows.remember(selection, 'extent', () => extentOf(selection))
      const now = new Date(clock.now()).toISOString()
      return {
        ...drawn,
        window: {
          from: query.from ?? (extent === null ? now : new Date(extent.from).toISOString()),
          to: query.to ?? (extent === null ? now : new Date(extent.to).toISOString()),
        },
        level: drawing.depth.level,
        completeness: {
          hosts: hosts.length,
          reporting: hosts.filter(({ online }) => online).length,
          dropped: hosts.reduce((sum, { dropped }) => sum + dropped, 0),
          truncated: truncated || selection.truncated,
          edges: drawing.edges.size,
        },
      }
    },
    edges: async (
      query: Parsed<typeof listMapEdges>['query'],
      actor: Actor,
    ): Promise<Output<typeof listMapEdges>> => {
      const selection = await select(query, actor)
      return edgeList(selection, drawings.draw(selection, depthOf(query)), query)
    },
    node: async (
      { node }: Parsed<typeof getMapNode>['query'],
      actor: Actor,
    ): Promise<Output<typeof getMapNode>> => {
      const set = await policySets.load({ kind: 'published' }, actor)
      const { view, policy } = await flows.select({}, actor)
      const workloads = visibleWorkloads(view).filter((workload) => levelsOf(workload).includes(node))
      return policiesOf(workloads, set, policy.resolution(view.inventory))
    },
    edge: async (
      query: Parsed<typeof getMapEdge>['query'],
      actor: Actor,
    ): Promise<Output<typeof getMapEdge>> => {
      checkWindow(query)
      const selection = await flows.select(questionOf(query), actor)
      return flows.remember(selection, 'edge', () => edgeDetail(selection, query))
    },
  }
}

export const createMapFeature = (ports: MapPorts): Feature => {
  const service = createMapService(ports)
  return {
    routes: [
      route(getMap, ({ query, actor }) => service.map(query, actor)),
      route(listMapEdges, ({ query, actor }) => service.edges(query, actor)),
      route(getMapNode, ({ query, actor }) => service.node(query, actor)),
      route(getMapEdge, ({ query, actor }) => service.edge(query, actor)),
    ],
  }
}
