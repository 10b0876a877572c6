import { z } from 'zod'
import {
  category,
  endpoints,
  policyHead,
  policySettings,
  rule,
  ruleAction,
  ruleServices,
  schedule,
} from '../document/policies.ts'
import { displayName, freeText, instant, objectId } from '../primitives/ids.ts'
import { page, pageQuery, queryFlag } from '../primitives/paging.ts'
import { viewQuery } from '../primitives/view.ts'
import { change } from './groups.ts'
import { operation } from './operation.ts'

/** Where to put something in its list. Without one: at the end. */
export const position = z
  .union([
    z.object({ at: z.enum(['first', 'last']) }).strict(),
    z.object({ before: objectId }).strict(),
    z.object({ after: objectId }).strict(),
  ])
  .meta({ id: 'Position' })
export type Position = z.infer<typeof position>

export const policyItem = policyHead
  .extend({
    etag: z.string(),
    change,
    /** Place in its category, from 1. */
    sequence: z.number().int(),
    ruleCount: z.number().int(),
    /** Rules that differ from the draft’s base. */
    changedRules: z.number().int(),
  })
  .strip()
  .meta({ id: 'PolicyItem' })
export type PolicyItem = z.infer<typeof policyItem>

/** What is doubtful about one rule. */
export const ruleFinding = z
  .object({
    severity: z.enum(['error', 'warning', 'info']),
    code: z.string(),
    message: z.string(),
    help: z.string(),
    /** The rule that the message names besides this one. */
    by: z.object({ id: z.string(), name: z.string(), policyId: z.string() }).nullable(),
  })
  .meta({ id: 'RuleFinding' })
export type RuleFinding = z.infer<typeof ruleFinding>

export const ruleItem = rule
  .extend({
    etag: z.string(),
    change,
    policyId: z.string(),
    /** Place in its policy, from 1. */
    sequence: z.number().int(),
    /** Sessions that this rule decided in the last 30 days, with the last one’s time; null = no data. */
    hits: z.object({ sessions: z.number(), lastHit: instant.nullable() }).nullable(),
    /** Null in the answer to an edit: they are looked for when the rule is read. */
    findings: z.array(ruleFinding).nullable(),
  })
  .strip()
  .meta({ id: 'RuleItem' })
export type RuleItem = z.infer<typeof ruleItem>

const inDraft = z.object({ draftId: objectId })
const policyParams = z.object({ policyId: objectId })
const draftPolicy = inDraft.extend(policyParams.shape)
const draftRule = draftPolicy.extend({ ruleId: objectId })

export const listPolicies = operation({
  id: 'policies.list',
  method: 'get',
  path: '/policies',
  summary: 'Policies in evaluation order',
  permission: 'policy:read',
  query: pageQuery
    .extend(viewQuery.shape)
    .extend({ category: category.optional(), changed: queryFlag.optional() }),
  response: page(policyItem),
})
export const getPolicy = operation({
  id: 'policies.get',
  method: 'get',
  path: '/policies/:policyId',
  summary: 'One policy',
  permission: 'policy:read',
  params: policyParams,
  query: viewQuery,
  response: policyItem,
})
export const createPolicy = operation({
  id: 'policies.create',
  method: 'post',
  path: '/drafts/:draftId/policies',
  summary: 'Create a policy in a draft, with its first rules when given',
  permission: 'policy:write',
  params: inDraft,
  body: policyHead
    .extend({
      id: objectId.optional(),
      position: position.optional(),
      rules: z
        .array(rule.extend({ id: objectId.optional() }).strict())
        .max(20_000)
        .default([]),
    })
    .strict(),
  response: policyItem,
  status: 201,
  errors: ['id_taken', 'name_taken', 'unknown_reference', 'policy_invalid', 'draft_closed'],
})
export const updatePolicy = operation({
  id: 'policies.update',
  method: 'patch',
  path: '/drafts/:draftId/policies/:policyId',
  summary: 'Change a policy, its category or its place in a draft',
  permission: 'policy:write',
  params: draftPolicy,
  body: z
    .object({
      name: displayName,
      description: freeText(2_000),
      category,
      appliedTo: z.array(objectId).max(500),
      enabled: z.boolean(),
      stateful: z.boolean(),
      tcpStrict: z.boolean(),
      position,
    })
    .partial()
    .strict(),
  response: policyItem,
  ifMatch: 'required',
  errors: ['name_taken', 'unknown_reference', 'policy_invalid', 'draft_closed'],
})
export const deletePolicy = operation({
  id: 'policies.delete',
  method: 'delete',
  path: '/drafts/:draftId/policies/:policyId',
  summary: 'Delete a policy and its rules in a draft',
  permission: 'policy:write',
  params: draftPolicy,
  ifMatch: 'required',
  errors: ['draft_closed'],
})
export const clonePolicy = operation({
  id: 'policies.clone',
  method: 'post',
  path: '/drafts/:draftId/policies/:policyId/clone',
  summary: 'Copy a policy with its rules, disabled, right below it',
  permission: 'policy:write',
  params: draftPolicy,
  body: z.object({ name: displayName.optional() }).strict(),
  response: policyItem,
  status: 201,
  errors: ['name_taken', 'draft_closed'],
})

export const listRules = operation({
  id: 'policies.listRules',
  method: 'get',
  path: '/rules',
  summary: 'Rules in evaluation order, of one policy or of all',
  permission: 'policy:read',
  query: pageQuery.extend(viewQuery.shape).extend({
    limit: z.coerce.number().int().min(1).max(2_000).default(200),
    policyId: objectId.optional(),
    category: category.optional(),
    group: objectId.optional(),
    service: objectId.optional(),
    action: ruleAction.optional(),
    enabled: queryFlag.optional(),
    changed: queryFlag.optional(),
    /** `none`: published rules that decided no session in the last 30 days. */
    hits: z.enum(['some', 'none']).optional(),
    /** Rules that something is wrong or doubtful about. */
    findings: queryFlag.optional(),
    /** Skips so many of all that match, in evaluation order; instead of `cursor` and `sort`. */
    offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
  }),
  response: page(ruleItem).extend({
    /** How many rules of each policy match, in evaluation order; policies of which none does are left out. */
    sections: z.array(z.object({ policyId: z.string(), rules: z.number().int() })),
  }),
})
export const getRule = operation({
  id: 'policies.getRule',
  method: 'get',
  path: '/rules/:ruleId',
  summary: 'One rule',
  permission: 'policy:read',
  params: z.object({ ruleId: objectId }),
  query: viewQuery,
  response: ruleItem,
})
export const createRule = operation({
  id: 'policies.createRule',
  method: 'post',
  path: '/drafts/:draftId/policies/:policyId/rules',
  summary: 'Create a rule in a draft',
  permission: 'policy:write',
  params: draftPolicy,
  body: rule.extend({ id: objectId.optional(), position: position.optional() }).strict(),
  response: ruleItem,
  status: 201,
  errors: ['id_taken', 'unknown_reference', 'policy_invalid', 'draft_closed'],
})
export const updateRule = operation({
  id: 'policies.updateRule',
  method: 'patch',
  path: '/drafts/:draftId/policies/:policyId/rules/:ruleId',
  summary: 'Change a rule in a draft, move it in its policy or to another one',
  permission: 'policy:write',
  params: draftRule,
  body: z
    .object({
      name: displayName,
      sources: endpoints,
      destinations: endpoints,
      services: ruleServices,
      contextProfiles: z.array(objectId).max(100),
      processes: z.array(z.string().min(1).max(200)).max(100),
      users: z.array(z.string().min(1).max(200)).max(100),
      direction: z.enum(['in', 'out', 'in-out']),
      ipVersion: z.enum(['ipv4', 'ipv6', 'any']),
      appliedTo: z.array(objectId).max(500),
      action: ruleAction,
      log: z.boolean(),
      enabled: z.boolean(),
      schedule: schedule.nullable(),
      note: freeText(4_000),
      position,
      toPolicy: objectId,
    })
    .partial()
    .strict(),
  response: ruleItem,
  ifMatch: 'required',
  errors: ['unknown_reference', 'policy_invalid', 'draft_closed'],
})
export const deleteRule = operation({
  id: 'policies.deleteRule',
  method: 'delete',
  path: '/drafts/:draftId/policies/:policyId/rules/:ruleId',
  summary: 'Delete a rule in a draft',
  permission: 'policy:write',
  params: draftRule,
  ifMatch: 'required',
  errors: ['draft_closed'],
})
export const cloneRule = operation({
  id: 'policies.cloneRule',
  method: 'post',
  path: '/drafts/:draftId/policies/:policyId/rules/:ruleId/clone',
  summary: 'Copy a rule, disabled, right below it',
  permission: 'policy:write',
  params: draftRule,
  response: ruleItem,
  status: 201,
  errors: ['draft_closed'],
})

const settingsItem = policySettings
  .extend({ etag: z.string(), change })
  .strip()
  .meta({ id: 'PolicySettingsItem' })
export const getPolicySettings = operation({
  id: 'policies.getSettings',
  method: 'get',
  path: '/policy-settings',
  summary: 'The default rule',
  permission: 'policy:read',
  query: viewQuery,
  response: settingsItem,
})
export const updatePolicySettings = operation({
  id: 'policies.updateSettings',
  method: 'patch',
  path: '/drafts/:draftId/policy-settings',
  summary: 'Change the default rule in a draft',
  permission: 'policy:write',
  params: inDraft,
  body: z
    .object({ defaultAction: z.enum(['allow', 'drop']), logDefault: z.boolean() })
    .partial()
    .strict(),
  response: settingsItem,
  ifMatch: 'required',
  errors: ['draft_closed'],
})
