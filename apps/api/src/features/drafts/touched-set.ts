import type { PolicySet } from '@flowgate/engine'
import { groupRules, type PolicyContent } from './content.read-model.ts'
import type { Bodies, ObjectKind, ObjectOf, Write } from './objects.read-model.ts'

type Path = readonly (string | number)[]

export interface TouchedSet {
  readonly set: PolicySet
  /** Which object a path of an issue leads into, and how many of its steps lead there. */
  readonly origin: (path: Path) => { readonly key: string; readonly depth: number }
}

const noMembers = { workloads: [], segments: [], groups: [], addresses: [], identities: [] }

const touched = <K extends ObjectKind>(
  after: PolicyContent,
  writes: readonly Write[],
  kind: K,
): ObjectOf<K>[] =>
  writes.flatMap((write) =>
    write.kind === kind && write.object !== null ? (after.get(kind, write.id) ?? []) : [],
  )

/** Objects reachable from `roots`, those included. */
const closure = <T extends { readonly id: string }>(
  roots: readonly T[],
  next: (item: T) => readonly string[],
  get: (id: string) => T | undefined,
): ReadonlyMap<string, T> => {
  const found = new Map(roots.map((root) => [root.id, root]))
  for (const item of found.values()) {
    for (const id of next(item)) {
      const other = found.has(id) ? undefined : get(id)
      if (other !== undefined) found.set(id, other)
    }
  }
  return found
}

/**
 * The smallest set that an edit can be checked in: what it touches, whole, and what that names, bare. Everything else is
 * left out, so a check costs what the edit costs, not what the whole set would.
 */
export const touchedSet = (
  before: PolicyContent,
  after: PolicyContent,
  writes: readonly Write[],
): TouchedSet => {
  const groups = touched(after, writes, 'group')
  const services = touched(after, writes, 'service')
  const profiles = touched(after, writes, 'context-profile')
  const assertions = touched(after, writes, 'assertion')
  const heads = touched(after, writes, 'policy')
  const rules = touched(after, writes, 'rule')

  // What a rule may do hangs on its policy's category.
  const recategorised = heads.filter(
    ({ id, body }) => before.get('policy', id)?.body.category !== body.category,
  )
  const allRules = new Map(
    [...rules, ...recategorised.flatMap(({ id }) => after.rulesOf(id))].map((rule) => [rule.id, rule]),
  )
  const rulesByPolicy = groupRules(allRules.values())
  const headIds = new Set(heads.map(({ id }) => id))
  const policyIds = [...new Set([...headIds, ...rulesByPolicy.keys()])]
  const policies = policyIds.flatMap((id) => {
    const head = after.get('policy', id)
    if (head === undefined) return []
    const body = headIds.has(id) ? head.body : { ...head.body, appliedTo: [] }
    return [{ ...body, rules: (rulesByPolicy.get(id) ?? []).map((rule) => rule.body) }]
  })

  const ruleBodies = policies.flatMap((policy) => policy.rules)
  const endpointUsers = [...ruleBodies, ...assertions.map(({ body }) => body)]
  const namedGroups = new Set([
    ...policies.flatMap(({ appliedTo }) => appliedTo),
    ...ruleBodies.flatMap(({ appliedTo }) => appliedTo),
    ...endpointUsers.flatMap(({ sources, destinations }) => [...sources.groups, ...destinations.groups]),
  ])
  const namedServices = new Set(endpointUsers.flatMap((user) => user.services.services))
  const namedProfiles = new Set(ruleBodies.flatMap(({ contextProfiles }) => contextProfiles))

  const nestedGroups = closure(
    groups,
    ({ body }) => body.members.groups,
    (id) => after.get('group', id),
  )
  const nestedServices = closure(
    services,
    ({ body }) => body.services,
    (id) => after.get('service', id),
  )
  const bareGroup = (body: Bodies['group'], nested: readonly string[]): Bodies['group'] => ({
    ...body,
    members: { ...noMembers, groups: [...nested] },
    criteria: null,
  })
  const touchedIds = new Set([...groups, ...services].map(({ kind, id }) => `${kind}/${id}`))
  const whole = (kind: string, id: string) => touchedIds.has(`${kind}/${id}`)

  const set: PolicySet = {
    settings: after.settings.body,
    groups: [
      ...[...nestedGroups.values()].map(({ id, body }) =>
        whole('group', id) ? body : bareGroup(body, body.members.groups),
      ),
      ...[...namedGroups].flatMap((id) => {
        const group = nestedGroups.has(id) ? undefined : after.get('group', id)
        return group === undefined ? [] : [bareGroup(group.body, [])]
      }),
    ],
    services: [
      ...[...nestedServices.values()].map(({ id, body }) =>
        whole('service', id) ? body : { ...body, entries: [] },
      ),
      ...[...namedServices].flatMap((id) => {
        const service = nestedServices.has(id) ? undefined : after.get('service', id)
        return service === undefined ? [] : [{ ...service.body, entries: [], services: [] }]
      }),
    ],
    contextProfiles: [...new Set([...profiles.map(({ id }) => id), ...namedProfiles])].flatMap(
      (id) => after.get('context-profile', id)?.body ?? [],
    ),
    policies,
    assertions: assertions.map(({ body }) => body),
  }
  return { set, origin: (path) => originOf(set, path) }
}

const LISTS: Readonly<Record<string, ObjectKind>> = {
  groups: 'group',
  services: 'service',
  contextProfiles: 'context-profile',
  policies: 'policy',
  assertions: 'assertion',
}

/** Also for whole sets: which object an issue of `checkPolicySet` is about. */
export const originOf = (set: PolicySet, path: Path): { readonly key: string; readonly depth: number } => {
  const [list, index, part, at] = path
  if (list === 'policies' && typeof index === 'number' && part === 'rules' && typeof at === 'number')
    return { key: `rule/${set.policies[index]?.rules[at]?.id}`, depth: 4 }
  const kind = LISTS[String(list)]
  if (kind === undefined || typeof index !== 'number') return { key: 'settings/settings', depth: 1 }
  const lists: Record<string, readonly { readonly id: string }[]> = {
    groups: set.groups,
    services: set.services,
    contextProfiles: set.contextProfiles,
    policies: set.policies,
    assertions: set.assertions,
  }
  return { key: `${kind}/${lists[String(list)]?.[index]?.id}`, depth: 2 }
}
