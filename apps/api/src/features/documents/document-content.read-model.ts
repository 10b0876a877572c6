import {
  CATEGORIES,
  canonicalPolicySet,
  type FlowgateDocument,
  type PolicySet,
  wellKnownServices,
} from '@flowgate/engine'
import { PolicyContent } from '../drafts/content.read-model.ts'
import {
  type Bodies,
  hashBody,
  makeObject,
  type ObjectKind,
  type PolicyObject,
  SETTINGS_ID,
} from '../drafts/objects.read-model.ts'
import { rerank } from '../drafts/ranks.read-model.ts'

const builtins = new Map(wellKnownServices.map((service) => [service.id, service]))

type ServiceBody = Bodies['service']

/** A service of a document that says what the well-known one of its id says anyway: it is left out. */
export const restatesBuiltin = (service: FlowgateDocument['services'][number]): boolean => {
  const builtin = builtins.get(service.id)
  // Of the same shape as what the schema parses; only read here.
  return (
    builtin !== undefined &&
    hashBody('service', builtin as ServiceBody) === hashBody('service', service as ServiceBody)
  )
}

export const redefinesBuiltin = (service: FlowgateDocument['services'][number]): boolean =>
  builtins.has(service.id) && !restatesBuiltin(service)

/**
 * A document's policy set as content that differs from `before` in as little as possible: what keeps its order keeps its
 * ranks.
 */
export const contentOf = (set: PolicySet, before: PolicyContent): PolicyContent => {
  const canonical = canonicalPolicySet(set)
  const objects: PolicyObject[] = [make('settings', SETTINGS_ID, canonical.settings)]
  for (const group of canonical.groups) objects.push(make('group', group.id, group))
  for (const service of canonical.services)
    if (!restatesBuiltin(service)) objects.push(make('service', service.id, service))
  for (const profile of canonical.contextProfiles) objects.push(make('context-profile', profile.id, profile))
  for (const assertion of canonical.assertions) objects.push(make('assertion', assertion.id, assertion))
  for (const category of CATEGORIES) {
    const policies = canonical.policies.filter((policy) => policy.category === category)
    const ranks = rerank(
      policies.map(({ id }) => {
        const old = before.get('policy', id)
        return old?.body.category === category ? old.rank : null
      }),
    )
    for (const [index, { rules, ...head }] of policies.entries()) {
      objects.push(make('policy', head.id, head, null, ranks[index]))
      const ruleRanks = rerank(
        rules.map(({ id }) => {
          const old = before.get('rule', id)
          return old?.policyId === head.id ? old.rank : null
        }),
      )
      for (const [at, rule] of rules.entries())
        objects.push(make('rule', rule.id, rule, head.id, ruleRanks[at]))
    }
  }
  return PolicyContent.of(objects)
}

type Readonly1<T> = T extends readonly (infer E)[]
  ? readonly Readonly1<E>[]
  : T extends object
    ? { readonly [F in keyof T]: Readonly1<T[F]> }
    : T

/** Bodies of a document have passed the same schemas as those of the API; the engine's types only add `readonly`. */
const make = <K extends ObjectKind>(
  kind: K,
  id: string,
  body: Readonly1<Bodies[K]>,
  policyId: string | null = null,
  rank: string | null = null,
): PolicyObject => makeObject(kind, id, body as Bodies[K], { policyId, rank }) as PolicyObject
