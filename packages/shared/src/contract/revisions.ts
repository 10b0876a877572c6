import { z } from 'zod'
import { instant, revisionNumber } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { view } from '../primitives/view.ts'
import { objectChange } from './drafts.ts'
import { operation } from './operation.ts'

export const revision = z
  .object({
    number: z.number().int(),
    /** SHA-256 of the policy set’s content, hexadecimal: the same content has the same hash. */
    hash: z.string(),
    parent: z.number().int().nullable(),
    author: z.object({ id: z.string().nullable(), name: z.string() }),
    note: z.string(),
    publishedAt: instant,
    /** Of which revision this is the content again. */
    rollbackOf: z.number().int().nullable(),
    changes: z.object({
      added: z.number().int(),
      modified: z.number().int(),
      moved: z.number().int(),
      removed: z.number().int(),
    }),
    counts: z.object({
      policies: z.number().int(),
      rules: z.number().int(),
      groups: z.number().int(),
      services: z.number().int(),
    }),
    /** Hosts that realized it, and how long it took from publish, milliseconds. */
    realization: z.object({
      hosts: z.number().int(),
      realized: z.number().int(),
      p95Ms: z.number().nullable(),
    }),
  })
  .meta({ id: 'Revision' })
export type Revision = z.infer<typeof revision>
const params = z.object({ revision: revisionNumber })

export const listRevisions = operation({
  id: 'revisions.list',
  method: 'get',
  path: '/revisions',
  summary: 'Revisions, newest first',
  permission: 'policy:read',
  query: pageQuery,
  response: page(revision),
})
export const getRevision = operation({
  id: 'revisions.get',
  method: 'get',
  path: '/revisions/:revision',
  summary: 'One revision',
  permission: 'policy:read',
  params,
  response: revision,
})
export const compareViews = operation({
  id: 'revisions.compare',
  method: 'get',
  path: '/compare',
  summary: 'What differs between two revisions or drafts, object by object, and both as text',
  permission: 'policy:read',
  query: z.object({ before: view, after: view }),
  response: z.object({ items: z.array(objectChange), beforeText: z.string(), afterText: z.string() }),
})
export const rollback = operation({
  id: 'revisions.rollback',
  method: 'post',
  path: '/revisions/:revision/rollback',
  summary: 'Publish an older revision’s content again, as the next revision',
  permission: 'policy:publish',
  params,
  body: z.object({ note: z.string().max(2_000).default('') }).strict(),
  response: z.object({ revision: z.number().int(), hash: z.string() }),
  errors: ['nothing_to_publish', 'policy_invalid'],
})
