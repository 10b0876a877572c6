import {
  createDraft,
  discardDraft,
  draftChanges,
  draftFindings,
  getDraft,
  getMyDraft,
  listDrafts,
  publishDraft,
  rebaseDraft,
  redoDraft,
  renameDraft,
  undoDraft,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { DraftQueries } from './draft-queries.ts'
import type { DraftPublisher } from './drafts.publish.ts'
import type { DraftService } from './drafts.service.ts'

export interface DraftRoutePorts {
  readonly queries: DraftQueries
  readonly service: DraftService
  readonly publisher: DraftPublisher
}

export const draftRoutes = ({ queries, service, publisher }: DraftRoutePorts): readonly Route[] => [
  route(listDrafts, ({ query, actor }) => queries.list(query, actor)),
  route(createDraft, ({ body, actor }) => service.create(body, actor)),
  route(getDraft, async ({ params, actor }) =>
    queries.describe(await queries.row(params.draftId, actor), actor),
  ),
  route(getMyDraft, async ({ actor }) => ({ draft: await queries.mine(actor) })),
  route(renameDraft, ({ params, body, ifMatch, actor }) =>
    service.rename(params.draftId, body.name, ifMatch, actor),
  ),
  route(discardDraft, async ({ params, actor }) => {
    await service.discard(params.draftId, actor)
    return undefined
  }),
  route(draftChanges, async ({ params, actor }) => ({
    items: await queries.changes(await queries.row(params.draftId, actor), actor),
  })),
  route(draftFindings, async ({ params, actor }) => ({
    items: [...(await queries.findings(await queries.row(params.draftId, actor), actor))],
  })),
  route(undoDraft, ({ params, actor }) => service.undo(params.draftId, actor)),
  route(redoDraft, ({ params, actor }) => service.redo(params.draftId, actor)),
  route(rebaseDraft, ({ params, body, actor }) => service.rebase(params.draftId, body.keep, actor)),
  route(publishDraft, ({ params, body, actor }) => publisher.publish(params.draftId, body, actor)),
]
