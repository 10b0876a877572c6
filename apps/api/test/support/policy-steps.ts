import {
  type Client,
  createGroup,
  createPolicy,
  createRule,
  getDraft,
  listRules,
  publishDraft,
} from '@flowgate/shared'

/** Short forms of what tests of drafts do all the time, in the client's own draft unless told otherwise. */
export const steps = (client: Client, draftId = 'mine') => ({
  group: (name: string, body: object = {}) =>
    client.call(createGroup, { params: { draftId }, body: { name, ...body } }),
  policy: (name: string, rules: readonly string[] = [], body: object = {}) =>
    client.call(createPolicy, {
      params: { draftId },
      body: {
        name,
        category: 'application',
        rules: rules.map((rule) => ({ name: rule, action: 'allow' as const })),
        ...body,
      },
    }),
  rule: (policyId: string, name: string, body: object = {}) =>
    client.call(createRule, { params: { draftId, policyId }, body: { name, action: 'allow', ...body } }),
  publish: (body: object = {}) => client.call(publishDraft, { params: { draftId }, body }),
  draft: () => client.call(getDraft, { params: { draftId } }),
  ruleNames: async (policyId: string, view = `draft:${draftId}`) =>
    (await client.call(listRules, { query: { view, policyId } })).items.map(({ name }) => name),
})
