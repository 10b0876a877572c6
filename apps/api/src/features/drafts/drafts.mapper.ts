import type { Draft, Finding } from '@flowgate/shared'
import { countFindings } from './findings.read-model.ts'
import type { DraftRow } from './store.read-model.ts'

export interface DraftFacts {
  readonly headRevision: number
  readonly changeCount: number
  readonly findings: readonly Finding[]
  readonly canUndo: boolean
  readonly canRedo: boolean
}

const statusOf = (text: string): Draft['status'] =>
  text === 'published' || text === 'discarded' ? text : 'open'

export const draftEtag = ({ version }: Pick<DraftRow, 'version'>): string => String(version)

export const toDraft = (row: DraftRow, facts: DraftFacts): Draft => ({
  id: row.id,
  name: row.name,
  owner: { id: row.ownerId, name: row.ownerName },
  status: statusOf(row.status),
  baseRevision: row.baseRevision,
  headRevision: facts.headRevision,
  behind: row.status === 'open' && row.baseRevision < facts.headRevision,
  changeCount: facts.changeCount,
  findings: countFindings(facts.findings),
  canUndo: row.status === 'open' && facts.canUndo,
  canRedo: row.status === 'open' && facts.canRedo,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  etag: draftEtag(row),
})
