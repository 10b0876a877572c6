import type { Revision } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { countChanges, objectChanges } from '../drafts/object-changes.read-model.ts'
import type { PolicyStore } from '../drafts/store.read-model.ts'
import { visibilityOf, visibleContent } from '../drafts/visibility.read-model.ts'
import { type LoadedInventory, visibleWorkloads } from '../inventory/inventory.read-model.ts'

/** Hosts that run a workload of the actor's; null where the actor sees all. */
export const visibleHosts = (now: LoadedInventory, actor: Actor): readonly string[] | null => {
  const visible = visibleWorkloads(now, actor)
  if (visible === null) return null
  const own = now.inventory.workloads.filter(({ id }) => visible.has(id))
  return [...new Set(own.flatMap(({ host }) => host ?? []))]
}

/**
 * A revision as a scoped account sees it: counts of what it may see, and no note by somebody else, which may name what it may
 * not know of.
 */
export const scopedRevision = async (
  item: Revision,
  actor: Actor,
  { store, inventory }: { readonly store: PolicyStore; readonly inventory: LoadedInventory },
): Promise<Revision> => {
  const seen = async (number: number) => {
    const content = await store.revision(number)
    return visibleContent(content, visibilityOf(content, inventory, actor))
  }
  const [before, after] = await Promise.all([seen(item.parent ?? 0), seen(item.number)])
  return {
    ...item,
    note: item.author.id === actor.id ? item.note : '',
    changes: countChanges(objectChanges(before, after)),
    counts: {
      policies: after.all('policy').size,
      rules: after.all('rule').size,
      groups: after.all('group').size,
      services: after.all('service').size,
    },
  }
}
