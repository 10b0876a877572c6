import { type Service, withWellKnownServices } from '@flowgate/engine'
import {
  AppError,
  type listPolicies,
  type listRules,
  type Output,
  type Page,
  type Parsed,
  type PolicyItem,
  type RuleFinding,
  type RuleItem,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { type ListShape, matchesWords, pageInMemory } from '../../http/paging.ts'
import { type OpenedView, openView, type PolicyPorts } from '../drafts/edit-ports.read-model.ts'
import { missing } from '../drafts/editing.read-model.ts'
import { findingsOf } from '../drafts/findings.read-model.ts'
import { type ObjectOf, sameObject } from '../drafts/objects.read-model.ts'
import { maskedRule } from '../drafts/visibility.read-model.ts'
import { visibleFindings } from '../drafts/visible-findings.read-model.ts'
import {
  categorySequences,
  type FindingsOfRules,
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

/** What is found about rules, by their ids. Found once for a policy set and an inventory, so asking again costs little. */
const ruleFindings = async ({ content, inventory, visibility }: OpenedView): Promise<FindingsOfRules> => {
  const found = new Map<string, RuleFinding[]>()
  for (const finding of visibleFindings(await findingsOf(content, inventory), content, visibility)) {
    const { severity, code, message, help, object, by } = finding
    if (object?.kind !== 'rule') continue
    const list = found.get(object.id) ?? []
    found.set(object.id, list)
    list.push({
      severity,
      code,
      message,
      help,
      by: by === undefined ? null : { id: by.id, name: by.body.name, policyId: by.policyId ?? '' },
    })
  }
  return found
}

interface Known {
  readonly scene: HitScene
  readonly findings: FindingsOfRules
}
const ruleFilter = (
  query: RuleQuery,
  { content, base, visibility }: OpenedView,
  { scene, findings }: Known,
) => {
  const { group, service, action, enabled, changed, q, hits } = query
  // Counters are of everybody's traffic: a scoped account is not told whether there are any.
  const hasHits = ({ id }: ObjectOf<'rule'>): boolean | null =>
    visibility !== null || scene.published.get('rule', id) === undefined
      ? null
      : (scene.hits.get(id)?.sessions ?? 0) > 0
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
    if (hits !== undefined && hasHits(rule) !== (hits === 'some')) return false
    if (query.findings !== undefined && findings.has(rule.id) !== query.findings) return false
    if (!matchesWords(q, ruleTexts(rule.id, body))) return false
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

/** `rules` match already and stand in evaluation order. */
const pageOfRules = <F extends string>(
  rules: readonly ObjectOf<'rule'>[],
  { q: _, offset, ...query }: RuleQuery,
  shape: ListShape<ObjectOf<'rule'>, F>,
): Page<ObjectOf<'rule'>> => {
  if (offset === undefined) return pageInMemory(rules, query, shape)
  const beside = query.cursor === undefined ? 'sort' : 'cursor'
  if (query[beside] !== undefined)
    throw new AppError('invalid_input', {
      detail: `\`offset\` counts in evaluation order and cannot be given with \`${beside}\``,
      errors: [
        {
          field: `query.${beside}`,
          message: 'cannot be given together with `offset`',
          received: query[beside],
          help: `leave out \`${beside}\`, or page by \`cursor\` alone`,
        },
      ],
    })
  return { items: rules.slice(offset, offset + query.limit), nextCursor: null, total: rules.length }
}

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
    const known = { scene: await hitScene(), findings: await ruleFindings(opened) }
    const fits = ruleFilter(query, opened, known)
    const sections: { policyId: string; rules: number }[] = []
    const order = new Map<string, { readonly place: number; readonly sequence: number }>()
    const shown: ObjectOf<'rule'>[] = []
    for (const policy of policies) {
      const before = shown.length
      for (const [index, rule] of visibleRules(opened, policy.id).entries()) {
        order.set(rule.id, { place: order.size, sequence: index + 1 })
        if (fits(rule)) shown.push(rule)
      }
      if (shown.length > before) sections.push({ policyId: policy.id, rules: shown.length - before })
    }
    const { scene, findings } = known
    const page = pageOfRules(shown, query, {
      id: ({ id }) => id,
      sorts: {
        sequence: ({ id }) => order.get(id)?.place ?? 0,
        name: ({ body }) => body.name.toLowerCase(),
        hits: ({ id }) => (opened.visibility === null ? (scene.hits.get(id)?.sessions ?? 0) : 0),
        action: ({ body }) => body.action,
      },
      otherwise: 'sequence',
      texts: () => [],
    })
    return {
      ...page,
      sections,
      items: page.items.map((rule) =>
        toRuleItem(rule, opened, scene, order.get(rule.id)?.sequence ?? 0, findings),
      ),
    }
  }

  const rule = async (id: string, view: string, actor: Actor): Promise<RuleItem> => {
    const opened = await openView(ports, view, actor)
    const found = opened.content.get('rule', id)
    if (found === undefined || !sees(opened, found)) throw missing('rule', id)
    const place = visibleRules(opened, found.policyId ?? '').findIndex((each) => each.id === id)
    return toRuleItem(found, opened, await hitScene(), place + 1, await ruleFindings(opened))
  }

  const settings = async (view: string, actor: Actor): Promise<SettingsItem> =>
    toSettingsItem(await openView(ports, view, actor))

  return { list, get, rules, rule, settings, hitScene }
}
export type PolicyQueries = ReturnType<typeof createPolicyQueries>
