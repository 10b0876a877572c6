import type { listDrafts, ObjectChange, Output, Parsed } from '@flowgate/shared'
import { AppError, type Draft, type Page } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { pageInMemory } from '../../http/paging.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { toDraft } from './drafts.mapper.ts'
import { findingsOf } from './findings.read-model.ts'
import { objectChanges } from './object-changes.read-model.ts'
import { currentDraft, type DraftRow, maySeeDraft, type PolicyStore } from './store.read-model.ts'
import { visibilityOf, visibleContent } from './visibility.read-model.ts'
import { visibleFindings } from './visible-findings.read-model.ts'

export interface DraftQueryPorts {
  readonly db: Db
  readonly store: PolicyStore
  readonly inventory: Pick<InventoryReadModel, 'current'>
}

/** Later first: text that sorts against time. */
const latestFirst = (date: Date): string => String(10 ** 15 - date.getTime()).padStart(16, '0')

export const createDraftQueries = ({ db, store, inventory }: DraftQueryPorts) => {
  /** @throws AppError `not_found` */
  const row = async (id: string, actor: Actor, tx: Tx = db): Promise<DraftRow> => {
    const found = id === 'mine' ? await currentDraft(tx, actor) : await tx.draft.findUnique({ where: { id } })
    if (found !== null && maySeeDraft(actor, found)) return found
    throw new AppError('not_found', {
      detail: id === 'mine' ? 'you have no draft' : `there is no draft \`${id}\``,
    })
  }

  const loaded = async (draft: DraftRow, actor: Actor) => {
    const [view, now] = await Promise.all([
      store.load({ kind: 'draft', id: draft.id }, actor),
      inventory.current(),
    ])
    return { content: view.content, base: await store.revision(draft.baseRevision), now }
  }

  const findings = async (draft: DraftRow, actor: Actor) => {
    const { content, now } = await loaded(draft, actor)
    return visibleFindings(await findingsOf(content, now), content, visibilityOf(content, now, actor))
  }

  const describe = async (draft: DraftRow, actor: Actor): Promise<Draft> => {
    const [head, changeCount, edits, found] = await Promise.all([
      store.head(),
      db.draftChange.count({ where: { draftId: draft.id } }),
      db.draftEdit.groupBy({ by: ['undone'], where: { draftId: draft.id }, _count: true }),
      draft.status === 'open' ? findings(draft, actor) : [],
    ])
    return toDraft(draft, {
      headRevision: head.number,
      changeCount,
      findings: found,
      canUndo: edits.some(({ undone }) => !undone),
      canRedo: edits.some(({ undone }) => undone),
    })
  }

  const mine = async (actor: Actor): Promise<Draft | null> => {
    const draft = await currentDraft(db, actor)
    return draft === null ? null : describe(draft, actor)
  }

  const changes = async (draft: DraftRow, actor: Actor): Promise<ObjectChange[]> => {
    const { content, base, now } = await loaded(draft, actor)
    return objectChanges(
      visibleContent(base, visibilityOf(base, now, actor)),
      visibleContent(content, visibilityOf(content, now, actor)),
    )
  }

  const list = async (
    query: Parsed<typeof listDrafts>['query'],
    actor: Actor,
  ): Promise<Output<typeof listDrafts>> => {
    const where = {
      status: query.status,
      ...(actor.scope.length > 0 ? { ownerId: actor.id ?? '' } : {}),
    }
    const rows = await db.draft.findMany({ where })
    const page: Page<DraftRow> = pageInMemory(rows, query, {
      id: ({ id }) => id,
      sorts: {
        own: (draft) => `${draft.ownerId === actor.id ? 0 : 1} ${latestFirst(draft.updatedAt)}`,
        name: ({ name }) => name.toLowerCase(),
        createdAt: ({ createdAt }) => createdAt.getTime(),
        updatedAt: ({ updatedAt }) => updatedAt.getTime(),
      },
      otherwise: 'own',
      texts: ({ id, name, ownerName }) => [id, name, ownerName],
    })
    return { ...page, items: await Promise.all(page.items.map((draft) => describe(draft, actor))) }
  }

  return { row, describe, mine, changes, findings, list }
}
export type DraftQueries = ReturnType<typeof createDraftQueries>
