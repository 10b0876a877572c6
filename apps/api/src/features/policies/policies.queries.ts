import { type Service, withWellKnownServices } from '@flowgate/engine'
import type { listPolicies, listRules, Output, Parsed, PolicyItem, RuleItem } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { pageInMemory } from '../../http/paging.ts'
import { type OpenedView, openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { missing } from '../drafts/editing.read-model.ts'
import { type ObjectOf, sameObject } from '../drafts/objects.read-model.ts'
import { maskedRule } from '../drafts/visibility.read-model.ts'
import {
  categorySequences,
  type HitScene,
  type SettingsItem,
  sequences,
  toPolicyItem,
  toRuleItem,
  toSettingsItem,
  visibleRules,
} from './policies.mapper.ts'
import type { RuleHits } from './rule-hits.ts'

export interface PolicyQueryPorts extends PolicyPorts {
  readonly hits: RuleHits
}
type RuleQuery = Parsed<typeof listRules>['query']

const sees = ({ visibility }: OpenedView, object: ObjectOf<'policy'> | ObjectOf<'rule'>): boolean =>
  visibility === null || visibility.object(object)

const named = (ids: readonly string[], wanted: string | undefined): boolean =>
  wanted === undefined || ids.includes(wanted)

const ruleFilter = (query: RuleQuery, { content, base, visibility }: OpenedView) => {
  const { group, service, action, enabled, changed } = query
  const known: ReadonlyMap<string, Service> = new Map(
    withWellKnownServices(content.policySet.services).map((each) => [each.id, each]),
  )
  // A rule that names a service which nests the wanted one uses it too.
  const nesting = new Set(
    [...known.values()]
      .filter(({ id }) => service !== undefined && reaches(id, service, known))
      .map(({ id }) => id),
  )
  return (rule: ObjectOf<'rule'>): boolean => {
    const body = maskedRule(rule.body, visibility)
    const groups = [...body.sources.groups, ...body.destinations.groups, ...body.appliedTo]
    if (!named(groups, group)) return false
    if (service !== undefined && !body.services.services.some((id) => nesting.has(id))) return false
    if (action !== undefined && body.action !== action) return false
    if (enabled !== undefined && body.enabled !== enabled) return false
    return (
      changed === undefined || changed === (base !== null && !sameObject(rule, base.get('rule', rule.id)))
    )
  }
}

const reaches = (from: string, to: string, known: ReadonlyMap<string, Service>): boolean => {
  const seen = new Set([from])
  for (const id of seen) for (const next of known.get(id)?.services ?? []) seen.add(next)
  return seen.has(to)
}

/** What a search looks through: as the reader is shown it, so that a hit tells no more than the rule itself. */
const ruleTexts = (id: string, body: ObjectOf<'rule'>['body']): string[] => [
  id,
  body.name,
  body.note,
  ...body.sources.groups,
  ...body.sources.addresses,
  ...body.destinations.groups,
  ...body.destinations.addresses,
  ...body.services.services,
]

export const createPolicyQueries = (ports: PolicyQueryPorts) => {
  const hitScene = async (): Promise<HitScene> => {
    const [hits, head] = await Promise.all([ports.hits(), ports.store.head()])
    return { hits, published: await ports.store.revision(head.number) }
  }

  const list = async (
    query: Parsed<typeof listPolicies>['query'],
    actor: Actor,
  ): Promise<Output<typeof listPolicies>> => {
    const opened = await openView(ports, query.view, actor)
    const { policies } = opened.content
    const order = sequences(policies)
    const places = categorySequences(opened)
    const isChanged = (policy: ObjectOf<'policy'>) => {
      const item = toPolicyItem(policy, opened, places)
      return item.change !== null || item.changedRules > 0
    }
    const shown = policies.filter(
      (policy) =>
        sees(opened, policy) &&
        (query.category === undefined || policy.body.category === query.category) &&
        (query.changed === undefined || query.changed === isChanged(policy)),
    )
    const page = pageInMemory(shown, query, {
      id: ({ id }) => id,
      sorts: {
        sequence: ({ id }) => order.get(id) ?? 0,
        name: ({ body }) => body.name.toLowerCase(),
        ruleCount: ({ id }) => visibleRules(opened, id).length,
      },
      otherwise: 'sequence',
      texts: ({ id, body }) => [id, body.name, body.description],
    })
    return { ...page, items: page.items.map((policy) => toPolicyItem(policy, opened, places)) }
  }

  const get = async (id: string, view: string, actor: Actor): Promise<PolicyItem> => {
    const opened = await openView(ports, view, actor)
    const policy = opened.content.get('policy', id)
    if (policy === undefined || !sees(opened, policy)) throw missing('policy', id)
    return toPolicyItem(policy, opened)
  }

  const rules = async (query: RuleQuery, actor: Actor): Promise<Output<typeof listRules>> => {
    const opened = await openView(ports, query.view, actor)
    const { content } = opened
    const policies = content.policies.filter(
      ({ id, body }) =>
        (query.policyId === undefined || id === query.policyId) &&
        (query.category === undefined || body.category === query.category),
    )
    const fits = ruleFilter(query, opened)
    const order = new Map<string, { readonly place: number; readonly sequence: number }>()
    const shown: ObjectOf<'rule'>[] = []
    for (const policy of policies) {
      for (const [index, rule] of visibleRules(opened, policy.id).entries()) {
        order.set(rule.id, { place: order.size, sequence: index + 1 })
        if (fits(rule)) shown.push(rule)
      }
    }
    const scene = await hitScene()
    const page = pageInMemory(shown, query, {
      id: ({ id }) => id,
      sorts: {
        sequence: ({ id }) => order.get(id)?.place ?? 0,
        name: ({ body }) => body.name.toLowerCase(),
        hits: ({ id }) => (opened.visibility === null ? (scene.hits.get(id)?.sessions ?? 0) : 0),
        action: ({ body }) => body.action,
      },
      otherwise: 'sequence',
      texts: ({ id, body }) => ruleTexts(id, maskedRule(body, opened.visibility)),
    })
    return {
      ...page,
      items: page.items.map((rule) => toRuleItem(rule, opened, scene, order.get(rule.id)?.sequence ?? 0)),
    }
  }

  const rule = async (id: string, view: string, actor: Actor): Promise<RuleItem> => {
    const opened = await openView(ports, view, actor)
    const found = opened.content.get('rule', id)
    if (found === undefined || !sees(opened, found)) throw missing('rule', id)
    const place = visibleRules(opened, found.policyId ?? '').findIndex((each) => each.id === id)
    return toRuleItem(found, opened, await hitScene(), place + 1)
  }

  const settings = async (view: string, actor: Actor): Promise<SettingsItem> =>
    toSettingsItem(await openView(ports, view, actor))

  return { list, get, rules, rule, settings, hitScene }
}
export type PolicyQueries = ReturnType<typeof createPolicyQueries>
