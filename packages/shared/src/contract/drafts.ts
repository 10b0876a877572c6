import { z } from 'zod'
import { flowgateDocument } from '../document/document.ts'
import { displayName, freeText, instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { operation } from './operation.ts'

export const policyObjectKind = z
  .enum(['settings', 'group', 'service', 'context-profile', 'policy', 'rule', 'assertion'])
  .meta({ id: 'PolicyObjectKind' })

/** One object that two policy sets do not share. */
export const objectChange = z
  .object({
    kind: policyObjectKind,
    id: z.string(),
    name: z.string(),
    change: z.enum(['added', 'modified', 'moved', 'removed']),
    /** Of a rule. */
    policyId: z.string().nullable(),
    /** Fields that differ, `position` among them. */
    fields: z.array(z.string()),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
  })
  .meta({ id: 'ObjectChange' })
export type ObjectChange = z.infer<typeof objectChange>

export const finding = z
  .object({
    severity: z.enum(['error', 'warning', 'info']),
    code: z.string(),
    message: z.string(),
    help: z.string(),
    object: z
      .object({ kind: policyObjectKind, id: z.string(), name: z.string(), policyId: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof finding>

export const draft = z
  .object({
    id: z.string(),
    name: z.string(),
    owner: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(['open', 'published', 'discarded']),
    /** The revision it started from, and the newest now. `behind` = somebody published since. */
    baseRevision: z.number().int(),
    headRevision: z.number().int(),
    behind: z.boolean(),
    changeCount: z.number().int(),
    /** Errors block publishing. */
    findings: z.object({ errors: z.number().int(), warnings: z.number().int() }),
    canUndo: z.boolean(),
    canRedo: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
    etag: z.string(),
  })
  .meta({ id: 'Draft' })
export type Draft = z.infer<typeof draft>

const params = z.object({ draftId: objectId })

export const listDrafts = operation({
  id: 'drafts.list',
  method: 'get',
  path: '/drafts',
  summary: 'Drafts; one’s own first',
  permission: 'policy:read',
  query: pageQuery.extend({ status: z.enum(['open', 'published', 'discarded']).default('open') }),
  response: page(draft),
})
export const createDraft = operation({
  id: 'drafts.create',
  method: 'post',
  path: '/drafts',
  summary: 'Start a draft from the newest revision, or from an older one (a rollback)',
  permission: 'policy:write',
  body: z.object({ name: displayName, contentOf: z.number().int().min(0).optional() }).strict(),
  response: draft,
  status: 201,
  errors: ['not_found'],
})
/** For whoever asks on every page: to have no draft is nothing to be told of as an error. */
export const getMyDraft = operation({
  id: 'drafts.mine',
  method: 'get',
  path: '/my-draft',
  summary: 'The caller’s current draft, null when there is none',
  permission: 'policy:read',
  response: z.object({ draft: draft.nullable() }),
})
/** `mine` is the caller’s current draft; reading it when there is none answers 404. Writing to it starts one. */
export const getDraft = operation({
  id: 'drafts.get',
  method: 'get',
  path: '/drafts/:draftId',
  summary: 'One draft; `mine` is the caller’s own',
  permission: 'policy:read',
  params,
  response: draft,
})
export const renameDraft = operation({
  id: 'drafts.rename',
  method: 'patch',
  path: '/drafts/:draftId',
  summary: 'Rename a draft',
  permission: 'policy:write',
  params,
  body: z.object({ name: displayName }).strict(),
  response: draft,
  ifMatch: 'required',
  errors: ['draft_closed'],
})
export const discardDraft = operation({
  id: 'drafts.discard',
  method: 'delete',
  path: '/drafts/:draftId',
  summary: 'Discard a draft and all its changes',
  permission: 'policy:write',
  params,
  errors: ['draft_closed'],
})
export const draftChanges = operation({
  id: 'drafts.changes',
  method: 'get',
  path: '/drafts/:draftId/changes',
  summary: 'What the draft changes against its base, object by object',
  permission: 'policy:read',
  params,
  response: z.object({ items: z.array(objectChange) }),
})
export const draftFindings = operation({
  id: 'drafts.findings',
  method: 'get',
  path: '/drafts/:draftId/findings',
  summary: 'What is wrong or doubtful in the draft',
  permission: 'policy:read',
  params,
  response: z.object({ items: z.array(finding) }),
})
export const undoDraft = operation({
  id: 'drafts.undo',
  method: 'post',
  path: '/drafts/:draftId/undo',
  summary: 'Take the last edit of the draft back',
  permission: 'policy:write',
  params,
  response: z.object({ draft, undone: z.string() }),
  errors: ['nothing_to_undo', 'draft_closed'],
})
export const redoDraft = operation({
  id: 'drafts.redo',
  method: 'post',
  path: '/drafts/:draftId/redo',
  summary: 'Make the edit again that was taken back',
  permission: 'policy:write',
  params,
  response: z.object({ draft, redone: z.string() }),
  errors: ['nothing_to_undo', 'draft_closed'],
})
/** Conflicts (the same object changed on both sides) are listed in `context.conflicts`; nothing is changed then. */
export const rebaseDraft = operation({
  id: 'drafts.rebase',
  method: 'post',
  path: '/drafts/:draftId/rebase',
  summary: 'Carry the draft’s changes over to the newest revision',
  permission: 'policy:write',
  params,
  body: z
    .object({
      /** For objects changed on both sides. */
      keep: z.enum(['refuse', 'mine', 'theirs']).default('refuse'),
    })
    .strict(),
  response: draft,
  errors: ['conflict', 'draft_closed'],
})
export const publishResult = z
  .object({
    revision: z.number().int(),
    hash: z.string(),
    hosts: z.number().int(),
    published: z.array(objectChange),
  })
  .meta({ id: 'PublishResult' })
export const publishDraft = operation({
  id: 'drafts.publish',
  method: 'post',
  path: '/drafts/:draftId/publish',
  summary: 'Publish a draft as the next revision and send it to the hosts',
  permission: 'policy:publish',
  params,
  body: z
    .object({
      note: freeText(2_000).default(''),
      /** Only these policies with what they refer to; the rest stays in the draft. */
      policies: z.array(objectId).min(1).max(1_000).optional(),
      /** Refuse unless the draft still has this `etag`. */
      etag: z.string().optional(),
    })
    .strict(),
  response: publishResult,
  errors: ['nothing_to_publish', 'draft_behind', 'policy_invalid', 'draft_closed', 'precondition_failed'],
})
export const applyToDraft = operation({
  id: 'drafts.applyDocument',
  method: 'post',
  path: '/drafts/:draftId/document',
  summary: 'Make the draft’s policy set equal to a document’s',
  permission: 'policy:write',
  params,
  body: flowgateDocument,
  response: z.object({ draft, changes: z.array(objectChange) }),
  errors: ['invalid_document', 'draft_closed'],
})
