import type { SearchHit } from '@flowgate/shared'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import type { SearchProvider } from '../../http/search-provider.ts'
import type { PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { searchObjects } from '../drafts/search-objects.read-model.ts'
import { visibleRules } from './policies.mapper.ts'
import { createPolicyQueries } from './policies.queries.ts'
import { policyRoutes } from './policies.routes.ts'
import { createPolicyService } from './policies.service.ts'
import { createRuleHits } from './rule-hits.ts'
import { createRuleService } from './rules.service.ts'

const search = (ports: PolicyPorts): SearchProvider => {
  const policies = searchObjects(ports, 'policy', (policy, opened): SearchHit | null => {
    if (opened.visibility?.object(policy) === false) return null
    const { id, body } = policy
    const detail = `${body.category} policy, ${visibleRules(opened, id).length} rules`
    return { kind: 'policy', id, name: body.name, detail, policyId: null }
  })
  const rules = searchObjects(ports, 'rule', (rule, { content, visibility }): SearchHit | null => {
    if (visibility?.object(rule) === false) return null
    const policy = content.get('policy', rule.policyId ?? '')
    const detail = `${rule.body.action} rule of ${policy?.body.name ?? rule.policyId}`
    return { kind: 'rule', id: rule.id, name: rule.body.name, detail, policyId: rule.policyId }
  })
  return {
    find: async (question) => {
      const found = await Promise.all([policies.find(question), rules.find(question)])
      return found.flat().slice(0, question.limit)
    },
  }
}

export const createPoliciesFeature = (base: Pick<Base, 'db' | 'clock'>, ports: PolicyPorts): Feature => {
  const queries = createPolicyQueries({ ...ports, hits: createRuleHits(base) })
  const policies = createPolicyService(ports)
  const rules = createRuleService({ ...ports, hitScene: queries.hitScene })
  return { routes: policyRoutes({ queries, policies, rules }), search: search(ports) }
}
