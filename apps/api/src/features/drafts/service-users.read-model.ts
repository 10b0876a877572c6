import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { Reference } from './references.read-model.ts'

/** Workloads whose enforcement mode names a service: a reference from outside the policy set. */
export const serviceUsers =
  ({ inventory }: LoadedInventory) =>
  (serviceId: string): readonly Reference[] =>
    inventory.workloads
      .filter(({ selectiveServices }) => selectiveServices.includes(serviceId))
      .map(({ id, name }) => ({ kind: 'workload', id, name, policyId: null, field: 'enforcement-mode' }))
