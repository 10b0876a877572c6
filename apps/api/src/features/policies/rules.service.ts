import {
  AppError,
  type createRule,
  type Parsed,
  type Position,
  type RuleItem,
  type updateRule,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { IfMatch } from '../../http/if-match.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import {
  type EditContext,
  type EditResult,
  editable,
  missing,
  patched,
} from '../drafts/editing.read-model.ts'
import { idTaken, newRuleIds } from '../drafts/ids.read-model.ts'
import { makeObject, type ObjectOf, removalOf, writeOf } from '../drafts/objects.read-model.ts'
import { indexFor, ranksAt } from '../drafts/ranks.read-model.ts'
import { type HitScene, toRuleItem, visibleRules } from './policies.mapper.ts'

type Params = Parsed<typeof updateRule>['params']

export interface RuleServicePorts extends Pick<PolicyPorts, 'editing'> {
  readonly hitScene: () => Promise<HitScene>
}

/** The policy must be there and visible; rules in it are objects of their own, so its ETag is not asked for. */
const policyOf = ({ content, visibility }: EditContext, id: string): ObjectOf<'policy'> => {
  const policy = content.get('policy', id)
  if (policy === undefined || visibility?.object(policy) === false) throw missing('policy', id)
  return policy
}

const ruleOf = (context: EditContext, params: Params, ifMatch: IfMatch = null): ObjectOf<'rule'> => {
  policyOf(context, params.policyId)
  if (context.content.get('rule', params.ruleId)?.policyId !== params.policyId)
    throw missing('rule', params.ruleId)
  return editable(context, 'rule', params.ruleId, ifMatch)
}

const rankIn = (
  { content, base }: EditContext,
  policyId: string,
  position: Position | undefined,
  ruleId?: string,
): string => {
  const list = content.rulesOf(policyId).filter(({ id }) => id !== ruleId)
  const before = ruleId === undefined ? undefined : base.get('rule', ruleId)
  const keep = before?.policyId === policyId ? before.rank : null
  const [rank = ''] = ranksAt(list, indexFor(list, position, 'rule'), 1, keep)
  return rank
}

const newRuleId = ({ content, base }: EditContext, policyId: string, wanted?: string): string => {
  if (wanted !== undefined && content.get('rule', wanted) !== undefined) throw idTaken(wanted, 'body.id')
  return wanted ?? newRuleIds([content, base], policyId, 1)[0] ?? ''
}

export const createRuleService = ({ editing, hitScene }: RuleServicePorts) => {
  const item = async (result: EditResult): Promise<RuleItem> => {
    const rule = result.content.get('rule', result.subject.id)
    if (rule === undefined) throw new Error(`the rule \`${result.subject.id}\` is gone right after its edit`)
    const place = visibleRules(result, rule.policyId ?? '').findIndex(({ id }) => id === rule.id)
    return toRuleItem(rule, result, await hitScene(), place + 1)
  }

  return {
    create: async (
      params: { readonly draftId: string; readonly policyId: string },
      { id: wanted, position, ...body }: Parsed<typeof createRule>['body'],
      actor: Actor,
    ): Promise<RuleItem> =>
      item(
        await editing.edit({
          draftId: params.draftId,
          actor,
          action: 'rule.created',
          make: (context) => {
            const policy = policyOf(context, params.policyId)
            const id = newRuleId(context, policy.id, wanted)
            const rank = rankIn(context, policy.id, position)
            const rule = makeObject('rule', id, { id, ...body }, { policyId: policy.id, rank })
            return { writes: [writeOf(rule)], subject: rule, label: `create rule ${body.name}` }
          },
        }),
      ),

    update: async (
      params: Params,
      { position, toPolicy, ...body }: Parsed<typeof updateRule>['body'],
      ifMatch: IfMatch,
      actor: Actor,
    ): Promise<RuleItem> =>
      item(
        await editing.edit({
          draftId: params.draftId,
          actor,
          action: 'rule.updated',
          make: (context) => {
            const rule = ruleOf(context, params, ifMatch)
            const policyId = targetPolicy(context, rule, toPolicy)
            const stays = position === undefined && policyId === rule.policyId
            const rank = stays ? rule.rank : rankIn(context, policyId, position, rule.id)
            const next = makeObject('rule', rule.id, patched(rule.body, body), { policyId, rank })
            const label = stays ? 'change rule' : 'move rule'
            return { writes: [writeOf(next)], subject: rule, label: `${label} ${rule.body.name}` }
          },
        }),
      ),

    remove: async (params: Params, ifMatch: IfMatch, actor: Actor): Promise<void> => {
      await editing.edit({
        draftId: params.draftId,
        actor,
        action: 'rule.deleted',
        make: (context) => {
          const rule = ruleOf(context, params, ifMatch)
          return { writes: [removalOf(rule)], subject: rule, label: `delete rule ${rule.body.name}` }
        },
      })
    },

    clone: async (params: Params, actor: Actor): Promise<RuleItem> =>
      item(
        await editing.edit({
          draftId: params.draftId,
          actor,
          action: 'rule.created',
          make: (context) => {
            const source = ruleOf(context, params)
            const id = newRuleId(context, params.policyId)
            const rank = rankIn(context, params.policyId, { after: source.id })
            const name = `${source.body.name.slice(0, 190)} copy`
            const body = { ...source.body, id, name, enabled: false }
            const rule = makeObject('rule', id, body, { policyId: params.policyId, rank })
            return { writes: [writeOf(rule)], subject: rule, label: `clone rule ${source.body.name}` }
          },
        }),
      ),
  }
}
export type RuleService = ReturnType<typeof createRuleService>

const targetPolicy = (
  { content, visibility }: EditContext,
  rule: ObjectOf<'rule'>,
  wanted: string | undefined,
): string => {
  if (wanted === undefined) return rule.policyId ?? ''
  const policy = content.get('policy', wanted)
  if (policy !== undefined && visibility?.object(policy) !== false) return wanted
  throw new AppError('unknown_reference', {
    detail: `there is no policy \`${wanted}\``,
    errors: [{ field: 'body.toPolicy', message: 'is not a policy of the draft', received: wanted }],
  })
}
