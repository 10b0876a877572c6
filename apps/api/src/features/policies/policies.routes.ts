import {
  clonePolicy,
  cloneRule,
  createPolicy,
  createRule,
  deletePolicy,
  deleteRule,
  getPolicy,
  getPolicySettings,
  getRule,
  listPolicies,
  listRules,
  updatePolicy,
  updatePolicySettings,
  updateRule,
} from '@flowgate/shared'
import { type Route, route } from '../../http/route.ts'
import type { PolicyQueries } from './policies.queries.ts'
import type { PolicyService } from './policies.service.ts'
import type { RuleService } from './rules.service.ts'

export interface PolicyRoutePorts {
  readonly queries: PolicyQueries
  readonly policies: PolicyService
  readonly rules: RuleService
}

export const policyRoutes = ({ queries, policies, rules }: PolicyRoutePorts): readonly Route[] => [
  route(listPolicies, ({ query, actor }) => queries.list(query, actor)),
  route(getPolicy, ({ params, query, actor }) => queries.get(params.policyId, query.view, actor)),
  route(createPolicy, ({ params, body, actor }) => policies.create(params.draftId, body, actor)),
  route(updatePolicy, ({ params, body, ifMatch, actor }) => policies.update(params, body, ifMatch, actor)),
  route(deletePolicy, async ({ params, ifMatch, actor }) => {
    await policies.remove(params, ifMatch, actor)
    return undefined
  }),
  route(clonePolicy, ({ params, body, actor }) => policies.clone(params, body, actor)),
  route(listRules, ({ query, actor }) => queries.rules(query, actor)),
  route(getRule, ({ params, query, actor }) => queries.rule(params.ruleId, query.view, actor)),
  route(createRule, ({ params, body, actor }) => rules.create(params, body, actor)),
  route(updateRule, ({ params, body, ifMatch, actor }) => rules.update(params, body, ifMatch, actor)),
  route(deleteRule, async ({ params, ifMatch, actor }) => {
    await rules.remove(params, ifMatch, actor)
    return undefined
  }),
  route(cloneRule, ({ params, actor }) => rules.clone(params, actor)),
  route(getPolicySettings, ({ query, actor }) => queries.settings(query.view, actor)),
  route(updatePolicySettings, ({ params, body, ifMatch, actor }) =>
    policies.updateSettings(params.draftId, body, ifMatch, actor),
  ),
]
