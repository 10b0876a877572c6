import type { Overview } from '@flowgate/shared'
import type { Db } from '../../platform/db.ts'

export interface FirstRunFacts {
  readonly flows: number
  readonly applications: number
  readonly groups: number
  readonly policies: number
  readonly published: boolean
}

/** Has anybody published yet? A publish by the Manager itself (the demo estate's) is nobody's first. Revisions stay, and so does a yes. */
export const createFirstPublish = (db: Db): (() => Promise<boolean>) => {
  let done = false
  return async () => {
    if (!done)
      done =
        (await db.revision.findFirst({
          where: { authorId: { not: null } },
          select: { number: true },
        })) !== null
    return done
  }
}

/** What a new installation still has to do. */
export const firstRunOf = (facts: FirstRunFacts): Overview['firstRun'] => [
  { step: 'import-flows', done: facts.flows > 0 },
  { step: 'review-applications', done: facts.applications > 0 },
  { step: 'first-group', done: facts.groups > 0 },
  { step: 'first-policy', done: facts.policies > 0 },
  { step: 'first-publish', done: facts.published },
]
