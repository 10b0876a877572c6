import { type Revision, revision } from '@flowgate/shared'

export interface RevisionRow {
  readonly number: number
  readonly hash: string
  readonly parent: number | null
  readonly authorId: string | null
  readonly authorName: string
  readonly note: string
  readonly rollbackOf: number | null
  readonly changes: unknown
  readonly counts: unknown
  readonly publishedAt: Date
}

export const toRevision = (row: RevisionRow, realization: Revision['realization']): Revision => ({
  number: row.number,
  hash: row.hash,
  parent: row.parent,
  author: { id: row.authorId, name: row.authorName },
  note: row.note,
  publishedAt: row.publishedAt.toISOString(),
  rollbackOf: row.rollbackOf,
  changes: revision.shape.changes.parse(row.changes),
  counts: revision.shape.counts.parse(row.counts),
  realization,
})
