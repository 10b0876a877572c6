import type { Overview } from '@flowgate/shared'
import type { Db } from '../../platform/db.ts'

export interface FirstRunFacts {
  readonly flows: number
  readonly applications: number
  readonly groups: number
  readonly policies: number
}

/** What a new installation still has to do. A publish by the Manager itself (the demo estate's) is nobody's first. */
export const firstRunOf = async (db: Db, facts: FirstRunFacts): Promise<Overview['firstRun']> => {
  const published = await db.revision.findFirst({
    where: { authorId: { not: null } },
    select: { number: true },
  })
  return [
    { step: 'import-flows', done: facts.flows > 0 },
    { step: 'review-applications', done: facts.applications > 0 },
    { step: 'first-group', done: facts.groups > 0 },
    { step: 'first-policy', done: facts.policies > 0 },
    { step: 'first-publish', done: published !== null },
  ]
}
