import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import { createInventoryLists } from './inventory.lists.ts'
import {
  createInventoryReadModel,
  type InventoryReadModel,
  type InventoryWriter,
  inventoryWriter,
} from './inventory.read-model.ts'
import { inventoryRoutes } from './inventory.routes.ts'
import { inventorySearch } from './inventory.search.ts'
import { createInventoryService } from './inventory.service.ts'
import type { PolicySets } from './workload-policies.ts'

export interface InventoryFeaturePorts {
  readonly policySets: PolicySets
  readonly unknownServices: (ids: readonly string[]) => Promise<readonly string[]>
}

export interface InventoryFeature extends Feature {
  readonly readModel: InventoryReadModel
  readonly writer: InventoryWriter
}

/** `readModel` comes from outside when features made before this one need it. */
export const createInventoryFeature = (
  base: Base,
  ports: InventoryFeaturePorts,
  readModel: InventoryReadModel = createInventoryReadModel(base),
): InventoryFeature => {
  const service = createInventoryService({ ...base, ...ports, readModel })
  const lists = createInventoryLists(readModel)
  return {
    routes: inventoryRoutes({ lists, service, readModel, policySets: ports.policySets }),
    search: inventorySearch(readModel),
    readModel,
    writer: inventoryWriter,
    start: () => readModel.start(),
    stop: () => readModel.stop(),
  }
}
