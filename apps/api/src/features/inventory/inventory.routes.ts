import {
  createHost,
  createSegment,
  createWorkload,
  deleteWorkload,
  getWorkload,
  listHosts,
  listSegments,
  listSites,
  listTags,
  listWorkloads,
  parseView,
  updateWorkload,
  updateWorkloads,
  workloadPolicies,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { InventoryLists } from './inventory.lists.ts'
import type { InventoryReadModel } from './inventory.read-model.ts'
import type { InventoryService } from './inventory.service.ts'
import { type PolicySets, policiesOfWorkload } from './workload-policies.ts'

export interface InventoryRoutePorts {
  readonly lists: InventoryLists
  readonly service: InventoryService
  readonly readModel: InventoryReadModel
  readonly policySets: PolicySets
}

export const inventoryRoutes = ({
  lists,
  service,
  readModel,
  policySets,
}: InventoryRoutePorts): readonly Route[] => [
  route(listWorkloads, ({ query, actor }) => lists.workloads(query, actor)),
  route(getWorkload, ({ params, actor }) => lists.workload(params.workloadId, actor)),
  route(createWorkload, ({ body, actor }) => service.createWorkload(body, actor)),
  route(updateWorkload, ({ params, body, actor, ifMatch }) =>
    service.updateWorkload(params.workloadId, body, actor, ifMatch),
  ),
  route(updateWorkloads, async ({ body, actor }) => ({
    changed: await service.updateWorkloads(body, actor),
  })),
  route(deleteWorkload, async ({ params, actor, ifMatch }) => {
    await service.deleteWorkload(params.workloadId, actor, ifMatch)
    return undefined
  }),
  route(workloadPolicies, async ({ params, query, actor }) => {
    const item = await lists.workload(params.workloadId, actor)
    const set = await policySets.load(parseView(query.view), actor)
    return policiesOfWorkload(item, set, await readModel.current())
  }),
  route(listHosts, ({ query, actor }) => lists.hosts(query, actor)),
  route(createHost, ({ body, actor }) => service.createHost(body, actor)),
  route(listSites, ({ actor }) => lists.sites(actor)),
  route(listSegments, ({ query, actor }) => lists.segments(query, actor)),
  route(createSegment, ({ body, actor }) => service.createSegment(body, actor)),
  route(listTags, ({ query, actor }) => lists.tags(query, actor)),
]
