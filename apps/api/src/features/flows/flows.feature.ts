import { join } from 'node:path'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { createFlowQueries } from './flows.queries.ts'
import {
  createFlowReadModel,
  FLOWS_CHANGED,
  type FlowReadModel,
  type PolicySource,
} from './flows.read-model.ts'
import { flowRoutes } from './flows.routes.ts'
import { createImportService } from './imports/import.service.ts'
import { createFlowSink, type FlowSink } from './store/flow-sink.ts'
import { createRetention } from './store/retention.ts'

export interface FlowsFeature extends Feature {
  readonly readModel: FlowReadModel
  readonly sink: FlowSink
}

/** Decompressed bytes of one import: about ten million lines. */
export const MAX_IMPORT_BYTES = 2 * 1024 ** 3

export interface FlowsFeaturePorts {
  readonly inventory: InventoryReadModel
  readonly policies: PolicySource
  readonly maxImportBytes?: number
}

export const createFlowsFeature = (base: Base, ports: FlowsFeaturePorts): FlowsFeature => {
  const { inventory, policies, maxImportBytes = MAX_IMPORT_BYTES } = ports
  const readModel = createFlowReadModel({
    ...base,
    file: join(base.config.dataDir, 'flows.kept'),
    inventory,
    policies,
  })
  const changed = async (): Promise<void> => {
    base.bus.publish(FLOWS_CHANGED, {})
    await readModel.refresh()
  }
  const imports = createImportService({
    ...base,
    inventory,
    policy: readModel.policy,
    changed,
    maxBytes: maxImportBytes,
  })
  const sink = createFlowSink(base)
  const retention = createRetention({ ...base, changed })
  return {
    routes: flowRoutes({ queries: createFlowQueries(readModel), imports }),
    readModel,
    sink,
    start: async () => {
      await readModel.start()
      retention.start()
    },
    stop: async () => {
      await retention.stop()
      await sink.stop()
      await readModel.stop()
    },
  }
}
