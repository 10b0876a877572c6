import type { Draft, Finding } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import { countFindings } from './findings.read-model.ts'
import type { DraftRow } from './store.read-model.ts'
import type { Visibility } from './visibility.read-model.ts'

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

/** Findings about objects that the account may see; what is about the whole set stays. */
export const visibleFindings = (
  findings: readonly Finding[],
  content: PolicyContent,
  visibility: Visibility | null,
): readonly Finding[] => {
  if (visibility === null) return findings
  return findings.filter(({ object }) => {
    const found = object === null ? undefined : content.find(object.kind, object.id)
    return found !== undefined && visibility.whole(found)
  })
}
