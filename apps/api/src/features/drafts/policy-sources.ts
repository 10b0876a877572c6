import { type FlowgateDocument, type PolicySet, type Resolution, wellKnownServiceIds } from '@flowgate/engine'
import type { ParsedView } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { InventoryReadModel, LoadedInventory } from '../inventory/inventory.read-model.ts'
import { documentOf, resolutionOf } from './resolver.read-model.ts'
import type { PolicyStore } from './store.read-model.ts'
import { visibilityOf, visibleContent } from './visibility.read-model.ts'

export interface PolicySourcePorts {
  readonly store: PolicyStore
  readonly inventory: Pick<InventoryReadModel, 'current'>
}

/** The published policy set with everything that flows, inventory and fleet ask about it. */
export const createPolicySources = ({ store, inventory }: PolicySourcePorts) => ({
  published: async () => {
    const head = await store.head()
    const content = await store.revision(head.number)
    return {
      revision: head.number,
      publishedAt: head.number === 0 ? null : head.publishedAt,
      set: content.policySet,
      resolution: (now: LoadedInventory): Resolution => resolutionOf(content, now),
      document: (now: LoadedInventory): FlowgateDocument => documentOf(content, now),
    }
  },

  /** The set that a view looks at, cut to what the actor may see. @throws AppError `view_not_found` */
  load: async (view: ParsedView, actor: Actor): Promise<PolicySet> => {
    const [{ content }, now] = await Promise.all([store.load(view, actor), inventory.current()])
    return visibleContent(content, visibilityOf(content, now, actor)).policySet
  },

  /** Those of the ids that are neither well-known services nor services of the published set. */
  unknownServices: async (ids: readonly string[]): Promise<readonly string[]> => {
    const content = await store.revision((await store.head()).number)
    return ids.filter((id) => !wellKnownServiceIds.has(id) && content.get('service', id) === undefined)
  },
})
export type PolicySources = ReturnType<typeof createPolicySources>
