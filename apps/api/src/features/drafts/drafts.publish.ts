import { AppError, type Output, type Parsed, type publishDraft } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Tx } from '../../platform/db.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { cutUndo, deleteChanges } from './draft-rows.ts'
import { draftEtag } from './drafts.mapper.ts'
import type { DraftPorts } from './drafts.service.ts'
import { openDraft, TRANSACTION } from './editing.ts'
import { objectKey, type Write } from './objects.read-model.ts'
import type { Publishing } from './publishing.read-model.ts'
import { carryResolution } from './resolver.read-model.ts'
import { selectWrites, writesBetween } from './selection.read-model.ts'
import type { DraftRow } from './store.read-model.ts'
import { visibilityOf } from './visibility.read-model.ts'

export interface PublishPorts extends DraftPorts {
  readonly publishing: Publishing
  readonly inventory: Pick<InventoryReadModel, 'current' | 'refresh'>
}

type Body = Parsed<typeof publishDraft>['body']

export const createDraftPublisher = (ports: PublishPorts) => {
  const { db, store, publishing, queries, live } = ports

  const refuseStale = async (row: DraftRow, head: number, etag: string | undefined, actor: Actor) => {
    if (etag !== undefined && etag !== draftEtag(row)) {
      throw new AppError('precondition_failed', {
        detail: `the draft \`${row.name}\` was changed since you looked at it; nothing was published`,
        context: { current: await queries.describe(row, actor) },
      })
    }
    if (row.baseRevision === head) return
    throw new AppError('draft_behind', {
      detail: `the draft started from revision ${row.baseRevision}, and revision ${head} was published since: rebase it first`,
      context: { baseRevision: row.baseRevision, headRevision: head },
    })
  }

  /** What stays behind after a partial publish is a draft on the new revision. */
  const leave = async (
    tx: Tx,
    row: DraftRow,
    revision: number,
    published: readonly Write[],
    all: boolean,
  ) => {
    if (!all) await deleteChanges(tx, row.id, published)
    if (!all) await cutUndo(tx, row.id, new Set(published.map(objectKey)))
    const state = all ? { status: 'published', current: false } : { baseRevision: revision }
    return tx.draft.update({ where: { id: row.id }, data: { ...state, version: { increment: 1 } } })
  }

  const publish = async (id: string, body: Body, actor: Actor): Promise<Output<typeof publishDraft>> => {
    const inventory = await ports.inventory.refresh()
    const { published, row } = await db.$transaction(async (tx) => {
      await publishing.lock(tx)
      const draft = await openDraft(tx, id, actor)
      const head = await store.head(tx)
      await refuseStale(draft, head.number, body.etag, actor)
      const before = await store.revision(head.number, tx)
      const content = await store.draft(draft, tx)
      const every = writesBetween(before, content)
      const writes = body.policies === undefined ? every : selectWrites(before, content, body.policies)
      if (writes.length === 0) {
        throw new AppError('nothing_to_publish', {
          detail: `the draft \`${draft.name}\` changes nothing${body.policies === undefined ? '' : ' in these policies'}`,
        })
      }
      const visibility = visibilityOf(content, inventory, actor)
      if (visibility !== null && !writes.every(({ object }) => object !== null && visibility.whole(object))) {
        throw new AppError('forbidden', { detail: 'the draft changes objects outside your scope' })
      }
      const all = writes.length === every.length
      // What edits have found out about the draft's content (members, findings) need not be found again.
      const after = all ? content : before.with(writes)
      carryResolution(before, after, writes)
      const result = await publishing.write(tx, { actor, note: body.note, head, before, after, inventory })
      return { published: result, row: await leave(tx, draft, result.revision, writes, all) }
    }, TRANSACTION)
    await publishing.announce(published, actor)
    live.publish({ type: 'draft.changed', draftId: row.id, by: actor.name, ownerId: row.ownerId })
    return {
      revision: published.revision,
      hash: published.hash,
      hosts: published.hosts,
      published: published.changes,
    }
  }
  return { publish }
}
export type DraftPublisher = ReturnType<typeof createDraftPublisher>
