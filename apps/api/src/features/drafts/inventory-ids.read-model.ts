import type { InventoryIds } from '@flowgate/engine'
import type { LoadedInventory } from '../inventory/inventory.read-model.ts'

const known = new WeakMap<LoadedInventory, InventoryIds>()

/** Ids that groups may name, made once for an inventory. */
export const inventoryIds = (inventory: LoadedInventory): InventoryIds => {
  const found = known.get(inventory)
  if (found !== undefined) return found
  const made = {
    workloads: new Set(inventory.workloads.keys()),
    segments: new Set(inventory.inventory.segments.map(({ id }) => id)),
  }
  known.set(inventory, made)
  return made
}
