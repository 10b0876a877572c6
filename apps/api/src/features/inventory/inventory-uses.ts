import type { Tx } from '../../platform/db.ts'

export interface WorkloadUse {
  readonly kind: 'group'
  readonly id: string
  readonly name: string
  readonly policyId: null
  readonly field: 'members'
  /** Null where the published policy itself has it. */
  readonly draft: string | null
}

/** Groups that name the workload as a static member, in the published policy and in open drafts. */
export const usesOfWorkload = async (tx: Tx, workloadId: string): Promise<readonly WorkloadUse[]> => {
  const member = JSON.stringify([workloadId])
  const rows = await tx.$queryRaw<{ id: string; name: string; draft: string | null }[]>`
    SELECT "id", "body"->>'name' AS "name", NULL AS "draft" FROM "PolicyObjectVersion"
    WHERE "kind" = 'group' AND "toRevision" IS NULL AND "body"->'members'->'workloads' @> ${member}::jsonb
    UNION ALL
    SELECT c."id", c."body"->>'name', d."name" FROM "DraftChange" c JOIN "Draft" d ON d."id" = c."draftId"
    WHERE c."kind" = 'group' AND NOT c."deleted" AND d."status" = 'open'
      AND c."body"->'members'->'workloads' @> ${member}::jsonb
    ORDER BY 1, 3 NULLS FIRST`
  return rows.map((row) => ({ kind: 'group', policyId: null, field: 'members', ...row }))
}
