import { getFleetHost, hostRules, listFleet, publishLatency, simulateHost } from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { FleetLists } from './fleet.lists.ts'
import type { FleetService } from './fleet.service.ts'

export const fleetRoutes = ({
  lists,
  service,
}: {
  readonly lists: FleetLists
  readonly service: FleetService
}): readonly Route[] => [
  route(listFleet, ({ query, actor }) => lists.list(query, actor)),
  route(publishLatency, ({ params, actor }) => lists.latency(params.revision, actor)),
  route(getFleetHost, ({ params, actor }) => lists.get(params.hostId, actor)),
  route(hostRules, ({ params, query, actor }) => lists.rules(params.hostId, query, actor)),
  route(simulateHost, ({ params, body, actor }) => service.simulate(params.hostId, body.state, actor)),
]
