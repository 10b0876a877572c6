import type {
  clonePolicy,
  createPolicy,
  Parsed,
  PolicyItem,
  Position,
  updatePolicy,
  updatePolicySettings,
} from '@flowgate/shared'
import { AppError } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { IfMatch } from '../../http/if-match.ts'
import type { PolicyContent } from '../drafts/content.read-model.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { type EditContext, type EditResult, editable, patched } from '../drafts/editing.read-model.ts'
import { idTaken, newId, newRuleIds } from '../drafts/ids.read-model.ts'
import {
  type Bodies,
  makeObject,
  type ObjectOf,
  objectKey,
  removalOf,
  SETTINGS_ID,
  type Write,
  writeOf,
} from '../drafts/objects.read-model.ts'
import { indexFor, ranksAt } from '../drafts/ranks.read-model.ts'
import { type SettingsItem, toPolicyItem, toSettingsItem } from './policies.mapper.ts'

type Params = Parsed<typeof updatePolicy>['params']

const item = (result: EditResult): PolicyItem => {
  const policy = result.content.get('policy', result.subject.id)
  if (policy === undefined)
    throw new Error(`the policy \`${result.subject.id}\` is gone right after its edit`)
  return toPolicyItem(policy, result)
}

const category = (content: PolicyContent, name: string, without?: string): readonly ObjectOf<'policy'>[] =>
  content.policies.filter(({ id, body }) => body.category === name && id !== without)

/** Rank in a category for a policy that goes to `position`. */
const rankIn = (
  { content, base }: EditContext,
  name: string,
  position: Position | undefined,
  policyId?: string,
): string => {
  const list = category(content, name, policyId)
  const before = policyId === undefined ? undefined : base.get('policy', policyId)
  const keep = before?.body.category === name ? before.rank : null
  const [rank = ''] = ranksAt(list, indexFor(list, position, 'policy'), 1, keep)
  return rank
}

type NewRule = Omit<Bodies['rule'], 'id'> & { readonly id?: string | undefined }

/** Rules of a new policy, in order, with ids and ranks. */
const newRules = (
  { content, base }: EditContext,
  policyId: string,
  rules: readonly NewRule[],
): readonly ObjectOf<'rule'>[] => {
  const ranks = ranksAt([], 0, rules.length)
  const ids = newRuleIds([content, base], policyId, rules.length)
  const taken = new Set<string>()
  return rules.map((rule, index) => {
    const id = rule.id ?? ids[index] ?? ''
    if (content.get('rule', id) !== undefined || taken.has(id)) throw idTaken(id, `body.rules[${index}].id`)
    taken.add(id)
    return makeObject('rule', id, { ...rule, id }, { policyId, rank: ranks[index] ?? null })
  })
}

export const createPolicyService = ({ editing }: Pick<PolicyPorts, 'editing'>) => ({
  create: async (
    draftId: string,
    { id: wanted, position, rules, ...body }: Parsed<typeof createPolicy>['body'],
    actor: Actor,
  ): Promise<PolicyItem> =>
    item(
      await editing.edit({
        draftId,
        actor,
        action: 'policy.created',
        make: (context) => {
          const id = newId(context.content, 'policy', body.name, wanted)
          const rank = rankIn(context, body.category, position)
          const policy = makeObject('policy', id, { id, ...body }, { rank })
          const made = newRules(context, id, rules)
          return {
            writes: [policy, ...made].map(writeOf),
            subject: policy,
            label: `create policy ${body.name}`,
            fields: new Map(made.map((rule, index) => [objectKey(rule), `body.rules[${index}]`])),
          }
        },
      }),
    ),

  update: async (
    params: Params,
    { position, ...body }: Parsed<typeof updatePolicy>['body'],
    ifMatch: IfMatch,
    actor: Actor,
  ): Promise<PolicyItem> =>
    item(
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: 'policy.updated',
        make: (context) => {
          const policy = editable(context, 'policy', params.policyId, ifMatch)
          const next = patched(policy.body, body)
          const stays = position === undefined && next.category === policy.body.category
          const rank = stays ? policy.rank : rankIn(context, next.category, position, policy.id)
          const label = position === undefined ? 'change policy' : 'move policy'
          return {
            writes: [writeOf(makeObject('policy', policy.id, next, { rank }))],
            subject: policy,
            label: `${label} ${policy.body.name}`,
          }
        },
      }),
    ),

  remove: async (params: Params, ifMatch: IfMatch, actor: Actor): Promise<void> => {
    await editing.edit({
      draftId: params.draftId,
      actor,
      action: 'policy.deleted',
      make: (context) => {
        const policy = editable(context, 'policy', params.policyId, ifMatch)
        const rules = context.content.rulesOf(policy.id)
        const writes: Write[] = [...rules, policy].map(removalOf)
        return { writes, subject: policy, label: `delete policy ${policy.body.name}` }
      },
    })
  },

  clone: async (
    params: Params,
    { name: wanted }: Parsed<typeof clonePolicy>['body'],
    actor: Actor,
  ): Promise<PolicyItem> =>
    item(
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: 'policy.created',
        make: (context) => {
          const source = editable(context, 'policy', params.policyId)
          const name = wanted ?? freeName(context.content, source.body.name)
          const id = newId(context.content, 'policy', name)
          const rank = rankIn(context, source.body.category, { after: source.id })
          const policy = makeObject('policy', id, { ...source.body, id, name, enabled: false }, { rank })
          const rules = context.content
            .rulesOf(source.id)
            .map(({ body: { id: _, ...body } }): NewRule => body)
          return {
            writes: [policy, ...newRules(context, id, rules)].map(writeOf),
            subject: policy,
            label: `clone policy ${source.body.name}`,
          }
        },
      }),
    ),

  updateSettings: async (
    draftId: string,
    body: Parsed<typeof updatePolicySettings>['body'],
    ifMatch: IfMatch,
    actor: Actor,
  ): Promise<SettingsItem> =>
    toSettingsItem(
      await editing.edit({
        draftId,
        actor,
        action: 'policy-settings.updated',
        make: (context) => {
          const settings = editable(context, 'settings', SETTINGS_ID, ifMatch)
          const next = makeObject('settings', SETTINGS_ID, patched(settings.body, body))
          return { writes: [writeOf(next)], subject: settings, label: 'change the default rule' }
        },
      }),
    ),
})
export type PolicyService = ReturnType<typeof createPolicyService>

const freeName = (content: PolicyContent, name: string): string => {
  const taken = new Set(content.policies.map(({ body }) => body.name.toLowerCase()))
  const stem = `${name.slice(0, 180)} copy`
  for (let n = 1; n <= taken.size + 1; n += 1) {
    const candidate = n === 1 ? stem : `${stem} ${n}`
    if (!taken.has(candidate.toLowerCase())) return candidate
  }
  throw new AppError('name_taken', { detail: `no free name for a copy of \`${name}\`` })
}
