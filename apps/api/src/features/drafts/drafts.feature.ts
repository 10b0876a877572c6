import type { Draft } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { createDraftQueries } from './draft-queries.ts'
import { createDraftPublisher } from './drafts.publish.ts'
import { draftRoutes } from './drafts.routes.ts'
import { draftSearch } from './drafts.search.ts'
import { createDraftService } from './drafts.service.ts'
import type { DraftEditing } from './editing.read-model.ts'
import { createDraftEditing } from './editing.ts'
import { createPolicySources, type PolicySources } from './policy-sources.ts'
import type { Publishing } from './publishing.read-model.ts'
import { createPublishing } from './publishing.ts'
import { createSpanService, type SpanPorts, type SpanService } from './spans.ts'
import { createPolicyStore, type PolicyStore } from './store.read-model.ts'

export interface DraftsFeature extends Feature {
  readonly store: PolicyStore
  readonly editing: DraftEditing
  readonly publishing: Publishing
  /** What hosts should enforce, and the part of it that each needs. */
  readonly spans: SpanService
  readonly sources: PolicySources
  /** The draft as the API shows it. */
  describe(draftId: string, actor: Actor): Promise<Draft>
}

/** Owns the storage of policy sets: drafts, their edits, and what publishing makes of them. */
export const createDraftsFeature = (
  base: Base,
  { inventory, cutElsewhere }: Pick<SpanPorts, 'cutElsewhere'> & { readonly inventory: InventoryReadModel },
): DraftsFeature => {
  const store = createPolicyStore(base)
  const spans = createSpanService({ ...base, store, inventory, ...(cutElsewhere ? { cutElsewhere } : {}) })
  const publishing = createPublishing({ ...base, store, announceWanted: spans.announce })
  const editing = createDraftEditing({ ...base, store, inventory })
  const queries = createDraftQueries({ ...base, store, inventory })
  const ports = { ...base, store, inventory, queries }
  const service = createDraftService(ports)
  const publisher = createDraftPublisher({ ...ports, publishing })
  return {
    store,
    editing,
    publishing,
    spans,
    sources: createPolicySources({ store, inventory }),
    describe: async (draftId, actor) => queries.describe(await queries.row(draftId, actor), actor),
    routes: draftRoutes({ queries, service, publisher }),
    search: draftSearch(base),
    start: spans.start,
    stop: spans.stop,
  }
}
