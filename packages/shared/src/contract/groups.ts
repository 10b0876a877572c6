import { z } from 'zod'
import { criteria, groupMembers, securityGroup } from '../document/groups.ts'
import { displayName, freeText, objectId } from '../primitives/ids.ts'
import { page, pageQuery } from '../primitives/paging.ts'
import { viewQuery } from '../primitives/view.ts'
import { operation } from './operation.ts'

/** Against the revision that the draft started from; null = the same. */
export const change = z.enum(['added', 'modified', 'moved', 'removed']).nullable().meta({ id: 'Change' })

export const groupItem = securityGroup
  .extend({
    etag: z.string(),
    change,
    /** Effective members. */
    memberCount: z.number().int(),
    /** Objects of the same view that refer to it. */
    usedBy: z.number().int(),
  })
  .strip()
  .meta({ id: 'GroupItem' })
export type GroupItem = z.infer<typeof groupItem>

/** An object that refers to another. */
export const reference = z
  .object({
    kind: z.enum(['group', 'service', 'policy', 'rule', 'assertion', 'context-profile', 'workload']),
    id: z.string(),
    name: z.string(),
    /** Of a rule. */
    policyId: z.string().nullable(),
    /** Where in it: `sources`, `applied-to`, `members` … */
    field: z.string(),
  })
  .meta({ id: 'Reference' })
export const references = z.object({ items: z.array(reference) })

export const memberReason = z
  .object({
    kind: z.enum(['static', 'segment', 'nested', 'criterion', 'address']),
    /** One sentence: `tag app:pay matches tag app equals pay`. */
    text: z.string(),
    /** Ids of the groups from this one down to the one that holds the member, for `nested`. */
    path: z.array(z.string()),
  })
  .meta({ id: 'MemberReason' })
export const effectiveMember = z
  .object({
    workloadId: z.string(),
    name: z.string(),
    addresses: z.array(z.string()),
    tags: z.array(z.string()),
    reasons: z.array(memberReason),
  })
  .meta({ id: 'EffectiveMember' })

const inDraft = z.object({ draftId: objectId })
const params = z.object({ groupId: objectId })
const draftGroup = inDraft.extend(params.shape)

export const listGroups = operation({
  id: 'groups.list',
  method: 'get',
  path: '/groups',
  summary: 'Security groups',
  permission: 'policy:read',
  query: pageQuery.extend(viewQuery.shape).extend({
    workload: objectId.optional(),
    change: z.enum(['added', 'modified', 'removed']).optional(),
  }),
  response: page(groupItem),
})
export const getGroup = operation({
  id: 'groups.get',
  method: 'get',
  path: '/groups/:groupId',
  summary: 'One security group',
  permission: 'policy:read',
  params,
  query: viewQuery,
  response: groupItem,
})
export const groupEffectiveMembers = operation({
  id: 'groups.effectiveMembers',
  method: 'get',
  path: '/groups/:groupId/effective-members',
  summary: 'What the group resolves to now, each with its reasons; and its addresses',
  permission: ['policy:read', 'inventory:read'],
  params,
  query: pageQuery.extend(viewQuery.shape),
  response: page(effectiveMember).extend({ addresses: z.array(z.string()) }),
})
export const groupUsage = operation({
  id: 'groups.usage',
  method: 'get',
  path: '/groups/:groupId/usage',
  summary: 'Where the group is used',
  permission: 'policy:read',
  params,
  query: viewQuery,
  response: references,
})
export const previewGroup = operation({
  id: 'groups.preview',
  method: 'post',
  path: '/groups/preview',
  summary: 'Who would be a member, without saving: for the count while typing',
  permission: ['policy:read', 'inventory:read'],
  query: viewQuery,
  body: z.object({ members: groupMembers, criteria: criteria.nullable() }).strict(),
  response: z.object({
    total: z.number().int(),
    sample: z.array(effectiveMember),
    addresses: z.array(z.string()),
  }),
  errors: ['unknown_reference', 'group_cycle'],
})
export const createGroup = operation({
  id: 'groups.create',
  method: 'post',
  path: '/drafts/:draftId/groups',
  summary: 'Create a security group in a draft',
  permission: 'policy:write',
  params: inDraft,
  body: securityGroup.extend({ id: objectId.optional() }).strict(),
  response: groupItem,
  status: 201,
  errors: ['id_taken', 'name_taken', 'unknown_reference', 'group_cycle', 'draft_closed'],
})
export const updateGroup = operation({
  id: 'groups.update',
  method: 'patch',
  path: '/drafts/:draftId/groups/:groupId',
  summary: 'Change a security group in a draft',
  permission: 'policy:write',
  params: draftGroup,
  body: z
    .object({
      name: displayName,
      description: freeText(2_000),
      members: groupMembers,
      criteria: criteria.nullable(),
    })
    .partial()
    .strict(),
  response: groupItem,
  ifMatch: 'required',
  errors: ['name_taken', 'unknown_reference', 'group_cycle', 'draft_closed'],
})
export const deleteGroup = operation({
  id: 'groups.delete',
  method: 'delete',
  path: '/drafts/:draftId/groups/:groupId',
  summary: 'Delete a security group in a draft, unless it is used',
  permission: 'policy:write',
  params: draftGroup,
  ifMatch: 'required',
  errors: ['in_use', 'draft_closed'],
})
const memberBody = z
  .object({
    kind: z.enum(['workload', 'segment', 'group', 'address', 'identity']).default('workload'),
    /** Id, or the address or identity text. */
    member: z.string().min(1).max(300),
  })
  .strict()
export const addGroupMember = operation({
  id: 'groups.addMember',
  method: 'post',
  path: '/drafts/:draftId/groups/:groupId/members',
  summary: 'Add a static member; adding one twice changes nothing',
  permission: 'policy:write',
  params: draftGroup,
  body: memberBody,
  response: groupItem,
  errors: ['unknown_reference', 'group_cycle', 'draft_closed'],
})
export const removeGroupMember = operation({
  id: 'groups.removeMember',
  method: 'post',
  path: '/drafts/:draftId/groups/:groupId/members/remove',
  summary: 'Remove a static member',
  permission: 'policy:write',
  params: draftGroup,
  body: memberBody,
  response: groupItem,
  errors: ['unknown_reference', 'draft_closed'],
})
