import type { LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import type { Visibility } from './visibility.read-model.ts'

export interface ItemScene {
  readonly content: PolicyContent
  readonly base: PolicyContent | null
  readonly inventory: LoadedInventory
  readonly visibility: Visibility | null
}

interface Kept<T> extends Pick<ItemScene, 'base' | 'inventory'> {
  readonly items: Map<string, T>
}

/**
 * Keeps what is made of the objects of one kind for whoever sees everything, frozen, until policy set or inventory change.
 * Nothing is kept for a reader with a scope.
 */
export const keptItems = <T extends object>(): ((scene: ItemScene, id: string, make: () => T) => T) => {
  const known = new WeakMap<PolicyContent, Kept<T>>()
  return ({ content, base, inventory, visibility }, id, make) => {
    if (visibility !== null) return make()
    let kept = known.get(content)
    if (kept === undefined || kept.base !== base || kept.inventory !== inventory) {
      kept = { base, inventory, items: new Map() }
      known.set(content, kept)
    }
    const item = kept.items.get(id)
    if (item !== undefined) return item
    const made = Object.freeze(make())
    kept.items.set(id, made)
    return made
  }
}
