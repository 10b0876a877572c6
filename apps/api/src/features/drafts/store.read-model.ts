import { AppError, type ParsedView } from '@flowgate/shared'
import type pg from 'pg'
import type { Actor } from '../../http/actor.ts'
import { coalesce } from '../../platform/coalesce.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { PolicyContent } from './content.read-model.ts'
import {
  type Bodies,
  isObjectKind,
  type ObjectKind,
  type PolicyObject,
  type Write,
} from './objects.read-model.ts'
import { recent } from './recent.ts'

/** The newest revision. Number 0 is the empty set that an installation has before its first publish. */
export interface Head {
  readonly number: number
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
}

export interface DraftRow {
  readonly id: string
  readonly name: string
  readonly ownerId: string
  readonly ownerName: string
  readonly status: string
  readonly baseRevision: number
  readonly version: number
  readonly current: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What a read looks at. */
export interface LoadedView {
  readonly content: PolicyContent
  /** Of a draft: the revision it started from. */
  readonly base: PolicyContent | null
  /** Null for a draft. */
  readonly revision: number | null
  readonly draftId: string | null
}

/** Read access to policy sets, published and draft. The write side is `drafts.editing.ts` and `publishing`. */
export interface PolicyStore {
  head(tx?: Tx): Promise<Head>
  /** @throws AppError `view_not_found` */
  revision(number: number, tx?: Tx): Promise<PolicyContent>
  draft(row: Pick<DraftRow, 'id' | 'version' | 'baseRevision'>, tx?: Tx): Promise<PolicyContent>
  /** @throws AppError `view_not_found`, for drafts that the actor may not see too */
  load(view: ParsedView, actor: Actor): Promise<LoadedView>
  rememberRevision(number: number, content: PolicyContent): void
  rememberDraft(row: Pick<DraftRow, 'id' | 'version'>, content: PolicyContent): void
}

interface StoredRow {
  readonly kind: string
  readonly id: string
  readonly policyId: string | null
  readonly rank: string | null
  readonly body: unknown
  readonly hash: string | null
}

const object = <K extends ObjectKind>(kind: K, row: StoredRow) => ({
  kind,
  id: row.id,
  policyId: row.policyId,
  rank: row.rank,
  // Written by `makeObject` only, which takes what its schema has parsed.
  body: row.body as Bodies[K],
  hash: row.hash ?? '',
})

export const toObject = (row: StoredRow): PolicyObject => {
  if (!isObjectKind(row.kind)) throw new Error(`the database holds an object of kind \`${row.kind}\``)
  return object(row.kind, row) as PolicyObject
}

const EMPTY = PolicyContent.empty()

/** Objects read at once: other requests get their turn in between. */
const PIECE = 1_000

type Place = Pick<StoredRow, 'kind' | 'id'>

/** Every row that `read` finds behind a place, piece by piece. */
const inPieces = async <R extends Place, T>(
  read: (after: Place) => Promise<R[]>,
  make: (row: R) => T,
): Promise<T[]> => {
  const made: T[] = []
  let after: Place = { kind: '', id: '' }
  for (;;) {
    const rows = await read(after)
    for (const row of rows) made.push(make(row))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PIECE) return made
    after = last
  }
}

/** A draft belongs to its owner; a scoped account sees its own only, because names in others' could tell it of more. */
export const maySeeDraft = (actor: Actor, row: Pick<DraftRow, 'ownerId'>): boolean =>
  actor.scope.length === 0 || row.ownerId === actor.id

export const currentDraft = (tx: Tx, actor: Actor): Promise<DraftRow | null> =>
  tx.draft.findFirst({ where: { ownerId: actor.id ?? '', status: 'open', current: true } })

interface HeadRow {
  readonly number: number
  readonly hash: string
  readonly publishedAt: Date
}

export const createPolicyStore = ({ db, pool }: { readonly db: Db; readonly pool: pg.Pool }): PolicyStore => {
  const revisions = recent<number, PolicyContent>(8)
  const drafts = recent<string, PolicyContent>(64)

  const readRevision = async (tx: Tx, number: number): Promise<PolicyContent> => {
    const objects = await inPieces(
      (after) => tx.$queryRaw<StoredRow[]>`
        SELECT kind, id, "policyId", rank, body, hash FROM "PolicyObjectVersion"
        WHERE "fromRevision" <= ${number} AND ("toRevision" IS NULL OR "toRevision" > ${number})
          AND (kind, id) > (${after.kind}, ${after.id}) ORDER BY kind, id LIMIT ${PIECE}`,
      toObject,
    )
    return PolicyContent.of(objects)
  }

  const revision: PolicyStore['revision'] = async (number, tx = db) => {
    if (number === 0) return EMPTY
    const known = revisions.get(number)
    if (known !== undefined) return known
    const row = await tx.revision.findUnique({ where: { number }, select: { number: true } })
    if (row === null) throw new AppError('view_not_found', { detail: `there is no revision ${number}` })
    const content = await readRevision(tx, number)
    revisions.set(number, content)
    return content
  }

  const draft: PolicyStore['draft'] = async ({ id, version, baseRevision }, tx = db) => {
    const key = `${id}@${version}`
    const known = drafts.get(key)
    if (known !== undefined) return known
    const base = await revision(baseRevision, tx)
    const writes = await inPieces(
      (after) => tx.$queryRaw<(StoredRow & { readonly deleted: boolean })[]>`
        SELECT kind, id, deleted, "policyId", rank, body, hash FROM "DraftChange"
        WHERE "draftId" = ${id} AND (kind, id) > (${after.kind}, ${after.id}) ORDER BY kind, id LIMIT ${PIECE}`,
      (row): Write => {
        if (!isObjectKind(row.kind)) throw new Error(`the database holds an object of kind \`${row.kind}\``)
        return { kind: row.kind, id: row.id, object: row.deleted ? null : toObject(row) }
      },
    )
    return base.with(writes)
  }

  /** Asked at every request that looks at policy: past Prisma, and one query at a time for all who ask meanwhile. */
  const { run: newest } = coalesce(async (): Promise<HeadRow | null> => {
    const { rows } = await pool.query<HeadRow>({
      name: 'newest-revision',
      text: 'SELECT number, hash, "publishedAt" FROM "Revision" ORDER BY number DESC LIMIT 1',
    })
    return rows[0] ?? null
  })

  const head: PolicyStore['head'] = async (tx) => {
    const row =
      tx === undefined ? await newest() : await tx.revision.findFirst({ orderBy: { number: 'desc' } })
    if (row === null) return { number: 0, hash: EMPTY.hash, publishedAt: 0 }
    return { number: row.number, hash: row.hash, publishedAt: row.publishedAt.getTime() }
  }

  const ofRevision = async (number: number): Promise<LoadedView> => ({
    content: await revision(number),
    base: null,
    revision: number,
    draftId: null,
  })

  return {
    head,
    revision,
    draft,
    rememberRevision: (number, content) => revisions.set(number, content),
    rememberDraft: ({ id, version }, content) => drafts.set(`${id}@${version}`, content),
    load: async (view, actor) => {
      if (view.kind === 'revision') return ofRevision(view.number)
      if (view.kind === 'published') return ofRevision((await head()).number)
      const row =
        view.id === 'mine'
          ? await currentDraft(db, actor)
          : await db.draft.findUnique({ where: { id: view.id } })
      // What the first edit would start from. Whoever published a moment ago is not told of an error for asking once more.
      if (row === null && view.id === 'mine') return ofRevision((await head()).number)
      if (row === null || !maySeeDraft(actor, row))
        throw new AppError('view_not_found', { detail: `there is no draft \`${view.id}\`` })
      const { content, baseRevision } = await stableDraft(row)
      return { content, base: await revision(baseRevision), revision: null, draftId: row.id }
    },
  }

  /** Row and changes are two statements: an edit between them must not be taken for the version before it. */
  async function stableDraft(row: DraftRow): Promise<{ content: PolicyContent; baseRevision: number }> {
    const known = drafts.get(`${row.id}@${row.version}`)
    if (known !== undefined) return { content: known, baseRevision: row.baseRevision }
    return db.$transaction(
      async (tx) => {
        const now = await tx.draft.findUniqueOrThrow({ where: { id: row.id } })
        const content = await draft(now, tx)
        drafts.set(`${now.id}@${now.version}`, content)
        return { content, baseRevision: now.baseRevision }
      },
      { isolationLevel: 'RepeatableRead', timeout: 60_000 },
    )
  }
}
