import { AppError } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import type { Tx } from '../../platform/db.ts'
import type { InventoryReadModel, LoadedInventory } from '../inventory/inventory.read-model.ts'
import { refuseBeyondScope } from './beyond-scope.read-model.ts'
import { checkEdit } from './check-edit.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import { lockDraft, pushEdit, storeChanges, type UndoStep, undoState } from './draft-rows.ts'
import type { DraftEditing, EditRequest, EditResult } from './editing.read-model.ts'
import { inventoryIds } from './inventory-ids.read-model.ts'
import { nameOf, sameObject, type Write } from './objects.read-model.ts'
import { carryResolution } from './resolver.read-model.ts'
import { serviceUsers } from './service-users.read-model.ts'
import { currentDraft, type DraftRow, maySeeDraft, type PolicyStore } from './store.read-model.ts'
import { visibilityOf } from './visibility.read-model.ts'

export interface EditingPorts extends Pick<Base, 'db' | 'audit' | 'live' | 'ids' | 'clock'> {
  readonly store: PolicyStore
  readonly inventory: Pick<InventoryReadModel, 'current'>
}

/** Long enough for a document of the largest size; nobody waits that long for a lock. */
export const TRANSACTION = { timeout: 60_000, maxWait: 15_000 } as const

/** Locks the draft and reads it. @throws AppError `not_found`, `draft_closed` */
export const openDraft = async (tx: Tx, id: string, actor: Actor): Promise<DraftRow> => {
  const wanted = id === 'mine' ? (await currentDraft(tx, actor))?.id : id
  if (wanted !== undefined) await lockDraft(tx, wanted)
  const row = wanted === undefined ? null : await tx.draft.findUnique({ where: { id: wanted } })
  if (row === null || !maySeeDraft(actor, row)) {
    throw new AppError('not_found', {
      detail: id === 'mine' ? 'you have no draft' : `there is no draft \`${id}\``,
    })
  }
  if (row.status !== 'open') {
    throw new AppError('draft_closed', {
      detail: `the draft \`${row.name}\` is ${row.status}: start another one`,
      context: { draftId: row.id, status: row.status },
    })
  }
  return row
}

/** A new draft of the actor, which `mine` means from now on. */
export const insertDraft = async (
  tx: Tx,
  ports: Pick<EditingPorts, 'ids' | 'audit'>,
  actor: Actor,
  { name, baseRevision }: { readonly name: string; readonly baseRevision: number },
): Promise<DraftRow> => {
  const ownerId = actor.id ?? ''
  await tx.draft.updateMany({ where: { ownerId, current: true }, data: { current: false } })
  const row = await tx.draft.create({
    data: { id: ports.ids.uuid(), name, ownerId, ownerName: actor.name, baseRevision, current: true },
  })
  await ports.audit.record(tx, actor, {
    action: 'draft.created',
    object: { kind: 'draft', id: row.id, name },
    after: { name, baseRevision },
  })
  return row
}

/** The draft, made now where `mine` has none. Two first edits of one person at once make one draft, not two. */
const draftForEdit = async (tx: Tx, ports: EditingPorts, id: string, actor: Actor): Promise<DraftRow> => {
  if (id !== 'mine') return openDraft(tx, id, actor)
  await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(${`draft of ${actor.id}`}, 0))`
  if ((await currentDraft(tx, actor)) !== null) return openDraft(tx, id, actor)
  const { number } = await ports.store.head(tx)
  return insertDraft(tx, ports, actor, { name: `Draft of ${actor.name}`, baseRevision: number })
}

export const undoSteps = (before: PolicyContent, writes: readonly Write[]): UndoStep[] =>
  writes.map(({ kind, id, object }) => ({
    kind,
    id,
    before: undoState(before.find(kind, id)),
    after: undoState(object),
  }))

/** Changes that change something. */
export const effective = (before: PolicyContent, writes: readonly Write[]): readonly Write[] =>
  writes.filter(({ kind, id, object }) => !sameObject(before.find(kind, id), object))

/** Stores writes in a locked draft and counts its version up. Undo stack and audit are the caller's. */
export const writeDraft = async (
  tx: Tx,
  base: PolicyContent,
  row: DraftRow,
  writes: readonly Write[],
): Promise<DraftRow> => {
  await storeChanges(tx, row.id, base, writes)
  return tx.draft.update({ where: { id: row.id }, data: { version: { increment: 1 } } })
}

export const createDraftEditing = (ports: EditingPorts): DraftEditing => {
  const apply = async (
    tx: Tx,
    { draftId, actor, action, make }: EditRequest,
    inventory: LoadedInventory,
  ): Promise<Applied> => {
    const row = await draftForEdit(tx, ports, draftId, actor)
    const base = await ports.store.revision(row.baseRevision, tx)
    const content = await ports.store.draft(row, tx)
    const visibility = visibilityOf(content, inventory, actor)
    const edit = make({ content, base, inventory, visibility })
    const writes = effective(content, edit.writes)
    const { id: draft, ownerId } = row
    const result = { base, inventory, visibility, draftId: draft, ownerId, subject: edit.subject }
    if (writes.length === 0) return { result: { ...result, content, version: row.version }, content, writes }
    refuseBeyondScope(visibility, content, writes)
    const after = content.with(writes)
    checkEdit({
      before: content,
      after,
      writes,
      inventory: inventoryIds(inventory),
      serviceUsers: serviceUsers(inventory),
      visibility,
      ...(edit.fields ? { fields: edit.fields } : {}),
    })
    const { version } = await writeDraft(tx, base, row, writes)
    const steps = undoSteps(content, writes)
    await pushEdit(tx, row.id, { label: edit.label, actorName: actor.name, steps })
    const { kind, id } = edit.subject
    const subject = after.find(kind, id) ?? content.find(kind, id)
    await ports.audit.record(tx, actor, {
      action,
      object: { kind, id, name: subject === undefined ? null : nameOf(subject) },
      before: content.get(kind, id)?.body ?? null,
      after: after.get(kind, id)?.body ?? null,
    })
    return { result: { ...result, content: after, version }, content, writes }
  }

  return {
    edit: async (request) => {
      const inventory = await ports.inventory.current()
      const { result, content, writes } = await ports.db.$transaction(
        (tx) => apply(tx, request, inventory),
        TRANSACTION,
      )
      if (writes.length === 0) return result
      carryResolution(content, result.content, writes)
      ports.store.rememberDraft({ id: result.draftId, version: result.version }, result.content)
      ports.live.publish({
        type: 'draft.changed',
        draftId: result.draftId,
        by: request.actor.name,
        ownerId: result.ownerId,
      })
      return result
    },
  }
}

interface Applied {
  readonly result: EditResult
  /** Before the edit. */
  readonly content: PolicyContent
  readonly writes: readonly Write[]
}
