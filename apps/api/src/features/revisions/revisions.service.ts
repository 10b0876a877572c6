import {
  AppError,
  type compareViews,
  type listRevisions,
  type Output,
  type PageQuery,
  parseView,
  type Revision,
  type rollback,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Base } from '../../http/base.ts'
import { decodeNumberCursor, encodeCursor } from '../../http/cursor.ts'
import { parseSort } from '../../http/paging.ts'
import { objectChanges } from '../drafts/object-changes.read-model.ts'
import type { Publishing } from '../drafts/publishing.read-model.ts'
import type { PolicyStore } from '../drafts/store.read-model.ts'
import { visibilityOf, visibleContent } from '../drafts/visibility.read-model.ts'
import type { InventoryReadModel } from '../inventory/inventory.read-model.ts'
import { comparedTexts } from './compared-texts.ts'
import { createRealizations } from './realizations.ts'
import { createRevisionRows } from './revision-rows.ts'
import { type RevisionRow, toRevision } from './revisions.mapper.ts'
import { scopedRevision, visibleHosts } from './scoped-revision.ts'

export interface RevisionPorts extends Pick<Base, 'db' | 'pool'> {
  readonly store: PolicyStore
  readonly publishing: Publishing
  readonly inventory: InventoryReadModel
}

/** Each revision is read for what a scoped account sees of it; a page may be shorter than asked. */
const MOST_SCOPED = 20

export const createRevisionService = ({ db, pool, store, publishing, inventory }: RevisionPorts) => {
  const revisionRows = createRevisionRows(pool)
  const realizationsOf = createRealizations(pool)

  const describe = async (rows: readonly RevisionRow[], actor: Actor): Promise<Revision[]> => {
    const now = await inventory.current()
    const realized = await realizationsOf(
      rows.map(({ number }) => number),
      visibleHosts(now, actor) ?? [...now.hostItems.keys()],
    )
    const items = rows.map((row) => toRevision(row, realized(row.number)))
    if (actor.scope.length === 0) return items
    const shown: Revision[] = []
    for (const item of items) shown.push(await scopedRevision(item, actor, { store, inventory: now }))
    return shown
  }

  const list = async (query: PageQuery, actor: Actor): Promise<Output<typeof listRevisions>> => {
    const sort = parseSort(query.sort, ['number', 'publishedAt'], '-number')
    const scoped = actor.scope.length > 0
    const limit = scoped ? Math.min(query.limit, MOST_SCOPED) : query.limit
    const { rows, total } = await revisionRows({
      words: query.q?.trim() ?? '',
      // Notes of others are not shown to a scoped account, so they are not searched either.
      notesOf: scoped ? (actor.id ?? '') : null,
      descending: sort.descending,
      after: decodeNumberCursor(query.cursor, sort.text),
      limit: limit + 1,
    })
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: await describe(shown, actor),
      nextCursor:
        last && rows.length > shown.length ? encodeCursor({ sort: sort.text, keys: [last.number] }) : null,
      total,
    }
  }

  const get = async (number: number, actor: Actor): Promise<Revision> => {
    const row = await db.revision.findUnique({ where: { number } })
    const [revision] = row === null ? [] : await describe([row], actor)
    if (revision === undefined) throw new AppError('not_found', { detail: `there is no revision ${number}` })
    return revision
  }

  const compare = async (
    query: { readonly before: string; readonly after: string },
    actor: Actor,
  ): Promise<Output<typeof compareViews>> => {
    const now = await inventory.current()
    const [before, after] = await Promise.all(
      [query.before, query.after].map(async (view) => {
        const { content } = await store.load(parseView(view), actor)
        return visibleContent(content, visibilityOf(content, now, actor))
      }),
    )
    if (before === undefined || after === undefined) throw new Error('two views were asked for')
    const items = objectChanges(before, after)
    return { items, ...comparedTexts(before, after, items) }
  }

  const restore = async (number: number, note: string, actor: Actor): Promise<Output<typeof rollback>> => {
    const now = await inventory.refresh()
    const published = await db.$transaction(
      async (tx) => {
        await publishing.lock(tx)
        const head = await store.head(tx)
        if (number > head.number)
          throw new AppError('not_found', { detail: `there is no revision ${number}` })
        const before = await store.revision(head.number, tx)
        const after = await store.revision(number, tx)
        if (visibilityOf(before, now, actor) !== null)
          throw new AppError('forbidden', {
            detail: 'a scoped account cannot roll the whole policy set back',
          })
        return publishing.write(tx, {
          actor,
          note: note === '' ? `Roll back to revision ${number}` : note,
          head,
          before,
          after,
          inventory: now,
          rollbackOf: number,
        })
      },
      { timeout: 60_000, maxWait: 15_000 },
    )
    await publishing.announce(published, actor)
    return { revision: published.revision, hash: published.hash }
  }

  return { list, get, compare, rollback: restore }
}
export type RevisionService = ReturnType<typeof createRevisionService>
