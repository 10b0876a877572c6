import type { Draft, Finding } from '@flowgate/shared'
import type { PolicyContent } from './content.read-model.ts'
import { countFindings, type KnownFinding } from './findings.read-model.ts'
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

const withoutName = ({ by: _, ...finding }: KnownFinding): Finding => ({
  ...finding,
  message: `the rule \`${finding.object?.name}\` never decides: a rule outside your scope, before it, matches all that it matches`,
  help: 'ask whoever owns the other rule, or delete this one',
})

/** Findings about objects that the account may see, without the names of others. */
export const visibleFindings = (
  findings: readonly KnownFinding[],
  content: PolicyContent,
  visibility: Visibility | null,
): readonly Finding[] => {
  if (visibility === null) return findings
  return findings.flatMap((finding) => {
    const { object, by } = finding
    const found = object === null ? undefined : content.find(object.kind, object.id)
    if (found === undefined || !visibility.whole(found)) return []
    return by === undefined || visibility.object(by) ? finding : withoutName(finding)
  })
}
