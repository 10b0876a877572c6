import { canonicalJson, type Inventory } from '@flowgate/engine'
import type { Output, planDocument } from '@flowgate/shared'

export type InventoryChange = Output<typeof planDocument>['inventory'][number]

const KINDS = {
  sites: 'site',
  clusters: 'cluster',
  hosts: 'host',
  segments: 'segment',
  workloads: 'workload',
} as const satisfies Record<keyof Inventory, InventoryChange['kind']>

export const kindOf = (list: keyof Inventory): InventoryChange['kind'] => KINDS[list]

/** What differs between two canonical inventories, object by object. */
export const inventoryChanges = (before: Inventory, after: Inventory): InventoryChange[] =>
  (['sites', 'clusters', 'hosts', 'segments', 'workloads'] as const).flatMap((list) => {
    const kind = kindOf(list)
    const old = new Map<string, unknown>(before[list].map((each) => [each.id, each]))
    const kept = new Set(after[list].map(({ id }) => id))
    return [
      ...after[list].flatMap((each): InventoryChange[] => {
        const was = old.get(each.id)
        if (was === undefined) return [{ kind, id: each.id, change: 'added' }]
        return canonicalJson(was) === canonicalJson(each) ? [] : [{ kind, id: each.id, change: 'modified' }]
      }),
      ...before[list]
        .filter(({ id }) => !kept.has(id))
        .map(({ id }): InventoryChange => ({ kind, id, change: 'removed' })),
    ]
  })
