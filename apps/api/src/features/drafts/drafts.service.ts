import { AppError, type Draft } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { checkIfMatch, type IfMatch } from '../../http/if-match.ts'
import type { Tx } from '../../platform/db.ts'
import type { DraftQueries } from './draft-queries.ts'
import { cutUndo, stepsOf, storeChanges, type UndoState } from './draft-rows.ts'
import { type EditingPorts, insertDraft, openDraft, TRANSACTION, writeDraft } from './editing.ts'
import { mergeDraft } from './merge.ts'
import { isObjectKind, objectKey, type Write } from './objects.read-model.ts'
import { writesBetween } from './selection.read-model.ts'
import { type DraftRow, toObject } from './store.read-model.ts'

export interface DraftPorts extends EditingPorts {
  readonly queries: DraftQueries
}

const restored = (kind: string, id: string, state: UndoState | null): Write => {
  if (!isObjectKind(kind)) throw new Error(`the undo stack holds an object of kind \`${kind}\``)
  return { kind, id, object: state === null ? null : toObject({ kind, id, ...state }) }
}

/** Life of drafts beside their edits and their publication. */
export const createDraftService = (ports: DraftPorts) => {
  const { db, audit, store, queries, live } = ports

  const changed = (row: Pick<DraftRow, 'id' | 'ownerId'>, actor: Actor): void =>
    live.publish({ type: 'draft.changed', draftId: row.id, by: actor.name, ownerId: row.ownerId })

  const about = ({ id, name }: DraftRow) => ({ kind: 'draft', id, name })

  const step = async (tx: Tx, id: string, actor: Actor, direction: 'undo' | 'redo') => {
    const row = await openDraft(tx, id, actor)
    const edit = await tx.draftEdit.findFirst({
      where: { draftId: row.id, undone: direction === 'redo' },
      orderBy: { sequence: direction === 'undo' ? 'desc' : 'asc' },
    })
    if (edit === null) {
      throw new AppError('nothing_to_undo', { detail: `there is nothing to ${direction} in \`${row.name}\`` })
    }
    const writes = stepsOf(edit.changes).map(({ kind, id: object, before, after }) =>
      restored(kind, object, direction === 'undo' ? before : after),
    )
    const base = await store.revision(row.baseRevision, tx)
    const next = await writeDraft(tx, base, row, writes)
    await tx.draftEdit.update({
      where: { draftId_sequence: { draftId: row.id, sequence: edit.sequence } },
      data: { undone: direction === 'undo' },
    })
    await audit.record(tx, actor, {
      action: direction === 'undo' ? 'draft.undone' : 'draft.redone',
      object: about(row),
      after: { edit: edit.label },
    })
    return { row: next, label: edit.label }
  }

  const run = async (id: string, actor: Actor, direction: 'undo' | 'redo') => {
    const { row, label } = await db.$transaction((tx) => step(tx, id, actor, direction), TRANSACTION)
    changed(row, actor)
    return { draft: await queries.describe(row, actor), label }
  }

  return {
    create: async (body: { name: string; contentOf?: number | undefined }, actor: Actor): Promise<Draft> => {
      const row = await db.$transaction(async (tx) => {
        const head = await store.head(tx)
        const made = await insertDraft(tx, ports, actor, { name: body.name, baseRevision: head.number })
        if (body.contentOf === undefined || body.contentOf === head.number) return made
        const content = await revisionOrMissing(store.revision(body.contentOf, tx))
        const base = await store.revision(head.number, tx)
        return writeDraft(tx, base, made, writesBetween(base, content))
      }, TRANSACTION)
      changed(row, actor)
      return queries.describe(row, actor)
    },

    rename: async (id: string, name: string, ifMatch: IfMatch, actor: Actor): Promise<Draft> => {
      const row = await db.$transaction(async (tx) => {
        const before = await openDraft(tx, id, actor)
        checkIfMatch(ifMatch, await queries.describe(before, actor))
        const after = await tx.draft.update({
          where: { id: before.id },
          data: { name, version: { increment: 1 } },
        })
        await audit.record(tx, actor, {
          action: 'draft.renamed',
          object: about(after),
          before: { name: before.name },
          after: { name },
        })
        return after
      }, TRANSACTION)
      changed(row, actor)
      return queries.describe(row, actor)
    },

    discard: async (id: string, actor: Actor): Promise<void> => {
      const row = await db.$transaction(async (tx) => {
        const before = await openDraft(tx, id, actor)
        const changes = await tx.draftChange.count({ where: { draftId: before.id } })
        await tx.draft.update({
          where: { id: before.id },
          data: { status: 'discarded', current: false, version: { increment: 1 } },
        })
        await audit.record(tx, actor, {
          action: 'draft.discarded',
          object: about(before),
          before: { name: before.name, changes },
        })
        return before
      }, TRANSACTION)
      changed(row, actor)
    },

    undo: async (id: string, actor: Actor) => {
      const { draft, label } = await run(id, actor, 'undo')
      return { draft, undone: label }
    },
    redo: async (id: string, actor: Actor) => {
      const { draft, label } = await run(id, actor, 'redo')
      return { draft, redone: label }
    },

    rebase: async (id: string, keep: 'refuse' | 'mine' | 'theirs', actor: Actor): Promise<Draft> => {
      const row = await db.$transaction(async (tx) => {
        const before = await openDraft(tx, id, actor)
        const head = await store.head(tx)
        if (before.baseRevision === head.number) return before
        const contents = {
          base: await store.revision(before.baseRevision, tx),
          mine: await store.draft(before, tx),
          theirs: await store.revision(head.number, tx),
        }
        const own = writesBetween(contents.base, contents.mine)
        const { writes, conflicts } = mergeDraft(contents, own, keep === 'theirs' ? 'theirs' : 'mine')
        if (conflicts.length > 0 && keep === 'refuse') {
          throw new AppError('conflict', {
            detail: `${conflicts.length} ${conflicts.length === 1 ? 'object was' : 'objects were'} changed both here and in revision ${head.number}: \`${conflicts[0]?.name}\`${conflicts.length > 1 ? ' and others' : ''}`,
            context: { conflicts, baseRevision: before.baseRevision, headRevision: head.number },
          })
        }
        await tx.draftChange.deleteMany({ where: { draftId: before.id } })
        await storeChanges(tx, before.id, contents.theirs, writes)
        const upstream = writesBetween(contents.base, contents.theirs)
        await cutUndo(tx, before.id, new Set(upstream.map(objectKey)))
        const after = await tx.draft.update({
          where: { id: before.id },
          data: { baseRevision: head.number, version: { increment: 1 } },
        })
        await audit.record(tx, actor, {
          action: 'draft.rebased',
          object: about(after),
          before: { baseRevision: before.baseRevision },
          after: { baseRevision: head.number, conflicts: conflicts.length, kept: keep },
        })
        return after
      }, TRANSACTION)
      changed(row, actor)
      return queries.describe(row, actor)
    },
  }
}
export type DraftService = ReturnType<typeof createDraftService>

const revisionOrMissing = async <T>(content: Promise<T>): Promise<T> => {
  try {
    return await content
  } catch (error) {
    if (error instanceof AppError && error.code === 'view_not_found')
      throw new AppError('not_found', { detail: error.message })
    throw error
  }
}
