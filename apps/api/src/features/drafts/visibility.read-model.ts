import type { Actor } from '../../http/actor.ts'
import { type LoadedInventory, visibleWorkloads } from '../inventory/inventory.read-model.ts'
import type { PolicyContent } from './content.read-model.ts'
import type { Bodies, ObjectOf, PolicyObject, Write } from './objects.read-model.ts'
import { referencesFrom } from './references.read-model.ts'
import { memberIds } from './resolver.read-model.ts'

/** Stands in a rule for groups that the reader may not know of. */
export const HIDDEN_GROUP = 'another-application'

/** What a scoped account sees of a policy set. Whoever has no scope gets null instead: everything. */
export interface Visibility {
  workload(id: string): boolean
  /** Does a workload of the account's stand on it? */
  segment(id: string): boolean
  group(id: string): boolean
  /** Does it concern the account at all? */
  object(object: PolicyObject): boolean
  /** Does it name nothing that the account may not know of? Only such objects may be edited. */
  whole(object: PolicyObject): boolean
}

export const visibilityOf = (
  content: PolicyContent,
  inventory: LoadedInventory,
  actor: Pick<Actor, 'scope'>,
): Visibility | null => {
  const workloads = visibleWorkloads(inventory, actor)
  if (workloads === null) return null
  const segments = new Set(
    [...workloads].flatMap((id) =>
      (inventory.workloads.get(id)?.vnics ?? []).flatMap(({ segment }) => segment ?? []),
    ),
  )
  const groups = new Map<string, boolean>()
  const policies = new Map<string, boolean>()

  const decideGroup = (id: string): boolean => {
    const group = content.get('group', id)
    if (group === undefined) return false
    const ids = memberIds(content, inventory, id)
    if (ids.some((each) => workloads.has(each))) return true
    const { members, criteria } = group.body
    const named = members.workloads.length + members.segments.length + members.groups.length
    return ids.length === 0 && named === 0 && criteria === null
  }
  const remembered = (known: Map<string, boolean>, id: string, decide: (id: string) => boolean) => {
    const answer = known.get(id) ?? decide(id)
    known.set(id, answer)
    return answer
  }
  const group = (id: string): boolean => remembered(groups, id, decideGroup)
  const groupsIn = (object: PolicyObject) =>
    referencesFrom(object).flatMap((target) => (target.kind === 'group' ? [target.id] : []))

  // What names no group at all is about everyone.
  const rule = (object: ObjectOf<'rule'> | ObjectOf<'assertion'>): boolean => {
    const ids = groupsIn(object)
    return ids.length === 0 || ids.some(group)
  }
  const policy = (id: string): boolean =>
    remembered(policies, id, () => {
      const appliedTo = content.get('policy', id)?.body.appliedTo ?? []
      const rules = content.rulesOf(id)
      return appliedTo.some(group) || (rules.length === 0 ? appliedTo.length === 0 : rules.some(rule))
    })

  const object = (each: PolicyObject): boolean => {
    if (each.kind === 'group') return group(each.id)
    if (each.kind === 'policy') return policy(each.id)
    return each.kind === 'rule' || each.kind === 'assertion' ? rule(each) : true
  }
  const whole = (each: PolicyObject): boolean =>
    object(each) &&
    referencesFrom(each).every(({ kind, id }) => {
      if (kind === 'group') return group(id)
      if (kind === 'segment') return segments.has(id)
      return kind === 'workload' ? workloads.has(id) : true
    })
  return { workload: (id) => workloads.has(id), segment: (id) => segments.has(id), group, object, whole }
}

const maskGroups = (visibility: Visibility, ids: readonly string[]): string[] => {
  const shown = ids.filter((id) => visibility.group(id))
  return shown.length < ids.length ? [...shown, HIDDEN_GROUP] : shown
}

/** A body as a scoped account may read it: hidden members are left out, hidden groups become one word. */
export const maskedRule = (body: Bodies['rule'], visibility: Visibility | null): Bodies['rule'] => {
  if (visibility === null) return body
  return {
    ...body,
    sources: { ...body.sources, groups: maskGroups(visibility, body.sources.groups) },
    destinations: { ...body.destinations, groups: maskGroups(visibility, body.destinations.groups) },
    appliedTo: maskGroups(visibility, body.appliedTo),
  }
}

export const maskedPolicy = (body: Bodies['policy'], visibility: Visibility | null): Bodies['policy'] =>
  visibility === null ? body : { ...body, appliedTo: maskGroups(visibility, body.appliedTo) }

export const maskedGroup = (body: Bodies['group'], visibility: Visibility | null): Bodies['group'] => {
  if (visibility === null) return body
  const { members } = body
  return {
    ...body,
    members: {
      ...members,
      workloads: members.workloads.filter((id) => visibility.workload(id)),
      segments: members.segments.filter((id) => visibility.segment(id)),
      groups: members.groups.filter((id) => visibility.group(id)),
    },
  }
}

const masked = (object: PolicyObject, visibility: Visibility): PolicyObject => {
  if (object.kind === 'rule') return { ...object, body: maskedRule(object.body, visibility) }
  if (object.kind === 'policy') return { ...object, body: maskedPolicy(object.body, visibility) }
  if (object.kind === 'group') return { ...object, body: maskedGroup(object.body, visibility) }
  if (object.kind !== 'assertion') return object
  const { sources, destinations } = object.body
  return {
    ...object,
    body: {
      ...object.body,
      sources: { ...sources, groups: maskGroups(visibility, sources.groups) },
      destinations: { ...destinations, groups: maskGroups(visibility, destinations.groups) },
    },
  }
}

/** The set as a scoped account may read it. Bodies may differ from what is stored: for showing only, never for writing. */
export const visibleContent = (content: PolicyContent, visibility: Visibility | null): PolicyContent => {
  if (visibility === null) return content
  const writes: Write[] = []
  for (const kind of ['group', 'policy', 'rule', 'assertion'] as const) {
    for (const object of content.values(kind)) {
      const shown = visibility.object(object) ? masked(object, visibility) : null
      writes.push({ kind, id: object.id, object: shown })
    }
  }
  return content.with(writes)
}
