import { parseView } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { InventoryReadModel, LoadedInventory } from '../inventory/inventory.read-model.ts'
import type { DraftEditing } from './editing.read-model.ts'
import type { LoadedView, PolicyStore } from './store.read-model.ts'
import { type Visibility, visibilityOf } from './visibility.read-model.ts'

/** What groups, services and policies are built on. */
export interface PolicyPorts {
  readonly store: PolicyStore
  readonly editing: DraftEditing
  readonly inventory: InventoryReadModel
}

/** A policy set, the inventory it is seen against, and what of it the actor may see (null: all). */
export interface OpenedView extends LoadedView {
  readonly inventory: LoadedInventory
  readonly visibility: Visibility | null
}

/** @throws AppError `view_not_found` */
export const openView = async (
  { store, inventory }: Pick<PolicyPorts, 'store' | 'inventory'>,
  view: string,
  actor: Actor,
): Promise<OpenedView> => {
  const [loaded, now] = await Promise.all([store.load(parseView(view), actor), inventory.current()])
  return { ...loaded, inventory: now, visibility: visibilityOf(loaded.content, now, actor) }
}
