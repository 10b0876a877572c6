import type { Tx } from '../../platform/db.ts'
import type { PolicyContent } from './content.read-model.ts'
import { type PolicyObject, sameObject, type Write } from './objects.read-model.ts'

/** One object's state in the undo stack; null = absent. */
export interface UndoStep {
  readonly kind: string
  readonly id: string
  readonly before: UndoState | null
  readonly after: UndoState | null
}
export type UndoState = Pick<PolicyObject, 'policyId' | 'rank' | 'body' | 'hash'>

/** Older edits can no longer be taken back. */
const UNDO_DEPTH = 200

export const undoState = (object: PolicyObject | undefined | null): UndoState | null =>
  object ? { policyId: object.policyId, rank: object.rank, body: object.body, hash: object.hash } : null

/** The draft's row, locked until the transaction ends: edits of one draft take turns. */
export const lockDraft = async (tx: Tx, id: string): Promise<void> => {
  await tx.$queryRaw`SELECT 1 FROM "Draft" WHERE id = ${id} FOR UPDATE`
}

interface ChangeRow {
  readonly kind: string
  readonly id: string
  readonly deleted: boolean
  readonly policyId: string | null
  readonly rank: string | null
  readonly body: PolicyObject['body'] | null
  readonly hash: string | null
}

/**
 * Brings the stored differences between draft and base up to date for these objects: what equals the base again has no row.
 */
export const storeChanges = async (
  tx: Tx,
  draftId: string,
  base: PolicyContent,
  writes: readonly Write[],
): Promise<void> => {
  const rows = writes.flatMap(({ kind, id, object }): ChangeRow[] => {
    const stored = base.find(kind, id)
    if (sameObject(stored, object)) return []
    if (object === null)
      return [
        { kind, id, deleted: true, policyId: stored?.policyId ?? null, rank: null, body: null, hash: null },
      ]
    return [
      {
        kind,
        id,
        deleted: false,
        policyId: object.policyId,
        rank: object.rank,
        body: object.body,
        hash: object.hash,
      },
    ]
  })
  const kept = new Set(rows.map(({ kind, id }) => `${kind}/${id}`))
  await deleteChanges(
    tx,
    draftId,
    writes.filter(({ kind, id }) => !kept.has(`${kind}/${id}`)),
  )
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO "DraftChange" ("draftId", kind, id, deleted, "policyId", rank, body, hash)
    SELECT ${draftId}, kind, id, deleted, "policyId", rank, body, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(kind text, id text, deleted boolean, "policyId" text, rank text, body jsonb, hash text)
    ON CONFLICT ("draftId", kind, id) DO UPDATE SET
      deleted = EXCLUDED.deleted, "policyId" = EXCLUDED."policyId", rank = EXCLUDED.rank,
      body = EXCLUDED.body, hash = EXCLUDED.hash`
}

export const deleteChanges = async (
  tx: Tx,
  draftId: string,
  keys: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> => {
  if (keys.length === 0) return
  const list = JSON.stringify(keys.map(({ kind, id }) => ({ kind, id })))
  await tx.$executeRaw`
    DELETE FROM "DraftChange" WHERE "draftId" = ${draftId}
      AND (kind, id) IN (SELECT kind, id FROM jsonb_to_recordset(${list}::jsonb) AS r(kind text, id text))`
}

/** Puts an edit on the undo stack. What had been undone can no longer be redone. */
export const pushEdit = async (
  tx: Tx,
  draftId: string,
  edit: { readonly label: string; readonly actorName: string; readonly steps: readonly UndoStep[] },
): Promise<void> => {
  await tx.draftEdit.deleteMany({ where: { draftId, undone: true } })
  const last = await tx.draftEdit.findFirst({
    where: { draftId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true },
  })
  const sequence = (last?.sequence ?? 0) + 1
  await tx.$executeRaw`
    INSERT INTO "DraftEdit" ("draftId", sequence, label, "actorName", changes, undone)
    VALUES (${draftId}, ${sequence}, ${edit.label}, ${edit.actorName}, ${JSON.stringify(edit.steps)}::jsonb, false)`
  await tx.draftEdit.deleteMany({ where: { draftId, sequence: { lte: sequence - UNDO_DEPTH } } })
}

/**
 * Cuts the undo stack after other people's changes came in below the draft: an edit of an object that they changed, and
 * everything before it, can no longer be taken back, because its old state would silently undo theirs.
 */
export const cutUndo = async (tx: Tx, draftId: string, changed: ReadonlySet<string>): Promise<void> => {
  const edits = await tx.draftEdit.findMany({ where: { draftId }, orderBy: { sequence: 'desc' } })
  const stale = edits.find((edit) =>
    stepsOf(edit.changes).some(({ kind, id }) => changed.has(`${kind}/${id}`)),
  )
  if (stale !== undefined)
    await tx.draftEdit.deleteMany({ where: { draftId, sequence: { lte: stale.sequence } } })
}

/** Written by `pushEdit` only. */
export const stepsOf = (changes: unknown): readonly UndoStep[] => changes as readonly UndoStep[]
