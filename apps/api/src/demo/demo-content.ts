import { canonicalPolicySet, type PolicySet } from '@flowgate/engine'
import { PolicyContent } from '../features/drafts/content.read-model.ts'
import {
  bodySchemas,
  makeObject,
  type PolicyObject,
  SETTINGS_ID,
} from '../features/drafts/objects.read-model.ts'
import { rerank } from '../features/drafts/ranks.read-model.ts'

/** A policy set as the objects that a revision is stored as; lists get ranks in their order. */
export const contentOf = (given: PolicySet): PolicyContent => {
  const set = canonicalPolicySet(given)
  const policyRanks = rerank(set.policies.map(() => null))
  // What is stored has been through its schema, the demo's objects like those of users.
  const objects: PolicyObject[] = [
    makeObject('settings', SETTINGS_ID, bodySchemas.settings.parse(set.settings)),
    ...set.groups.map((body) => makeObject('group', body.id, bodySchemas.group.parse(body))),
    ...set.services.map((body) => makeObject('service', body.id, bodySchemas.service.parse(body))),
    ...set.contextProfiles.map((body) =>
      makeObject('context-profile', body.id, bodySchemas['context-profile'].parse(body)),
    ),
    ...set.assertions.map((body) => makeObject('assertion', body.id, bodySchemas.assertion.parse(body))),
    ...set.policies.flatMap(({ rules, ...body }, index): PolicyObject[] => {
      const ranks = rerank(rules.map(() => null))
      return [
        makeObject('policy', body.id, bodySchemas.policy.parse(body), { rank: policyRanks[index] ?? null }),
        ...rules.map((rule, at) =>
          makeObject('rule', rule.id, bodySchemas.rule.parse(rule), {
            policyId: body.id,
            rank: ranks[at] ?? null,
          }),
        ),
      ]
    }),
  ]
  return PolicyContent.of(objects)
}
