import { type FlowFilter, getMap, getMapEdge, type Output, type Parsed } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Feature } from '../../http/feature.ts'
import { route } from '../../http/route.ts'
import type { Clock } from '../../platform/clock.ts'
import type { FleetReadModel } from '../fleet/fleet.read-model.ts'
import {
  checkWindow,
  extentOf,
  type FlowReadModel,
  questionOf,
  sumConversations,
} from '../flows/flows.read-model.ts'
import { edgeDetail } from './edge-detail.ts'
import { graphOf } from './map-graph.ts'

export interface MapPorts {
  readonly flows: FlowReadModel
  readonly clock: Clock
  readonly fleet: Pick<FleetReadModel, 'hosts'>
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

export const createMapService = ({ flows, clock, fleet }: MapPorts) => ({
  map: async (query: Parsed<typeof getMap>['query'], actor: Actor): Promise<Output<typeof getMap>> => {
    checkWindow(query)
    const hosts = await fleet.hosts(actor)
    const selection = await flows.select(questionOf(query), actor)
    const { level, expand = [] } = query
    const { graph, extent } = flows.remember(selection, `map ${level} ${expand.join(' ')}`, () => ({
      graph: graphOf(selection, sumConversations(selection), {
        level,
        expand,
        silent: NARROWING.every((field) => query[field] === undefined),
      }),
      extent: extentOf(selection),
    }))
    const { truncated, ...drawn } = graph
    const now = new Date(clock.now()).toISOString()
    return {
      ...drawn,
      window: {
        from: query.from ?? (extent === null ? now : new Date(extent.from).toISOString()),
        to: query.to ?? (extent === null ? now : new Date(extent.to).toISOString()),
      },
      completeness: {
        hosts: hosts.length,
        reporting: hosts.filter(({ online }) => online).length,
        dropped: hosts.reduce((sum, { dropped }) => sum + dropped, 0),
        truncated: truncated || selection.truncated,
      },
    }
  },
  edge: async (
    query: Parsed<typeof getMapEdge>['query'],
    actor: Actor,
  ): Promise<Output<typeof getMapEdge>> => {
    checkWindow(query)
    const selection = await flows.select(questionOf(query), actor)
    return flows.remember(selection, 'edge', () => edgeDetail(selection, query))
  },
})

export const createMapFeature = (ports: MapPorts): Feature => {
  const service = createMapService(ports)
  return {
    routes: [
      route(getMap, ({ query, actor }) => service.map(query, actor)),
      route(getMapEdge, ({ query, actor }) => service.edge(query, actor)),
    ],
  }
}
