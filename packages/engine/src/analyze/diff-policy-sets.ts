import { canonicalPolicySet } from '../canonical/canonical-document.ts'
import type { Category, PolicySet } from '../model/document.ts'
import { type FieldChange, fieldChanges } from './field-changes.ts'
import { movedItems } from './order.ts'

export type PolicySetObjectKind =
  | 'settings'
  | 'group'
  | 'service'
  | 'context-profile'
  | 'policy'
  | 'rule'
  | 'assertion'

/** Where a policy or rule stands in the order of evaluation. */
export interface Place {
  readonly category: Category
  /** The rule's policy; null for a policy itself. */
  readonly policy: string | null
  /** 0 = first among the policies of its category, or among the rules of its policy. */
  readonly position: number
}

export interface ObjectChange {
  readonly kind: PolicySetObjectKind
  /** `settings` for the settings. */
  readonly id: string
  /** The name after the change, or the last one where the object is removed. */
  readonly name: string
  /** `moved` only where nothing else changed; a modified object may be moved too, see `from` and `to`. */
  readonly change: 'added' | 'removed' | 'modified' | 'moved'
  /** Empty unless modified. A policy's rules are changes of their own. */
  readonly fields: readonly FieldChange[]
  /** Policies and rules: the place before (null: added) and after (null: removed). Null on both for all other kinds. */
  readonly from: Place | null
  readonly to: Place | null
}

export interface PolicySetDiff {
  /** Settings, groups, services, context profiles, policies, rules, assertions; of each kind in the order after, then removed ones. */
  readonly changes: readonly ObjectChange[]
  readonly added: number
  readonly removed: number
  readonly modified: number
  readonly moved: number
}

interface Item {
  readonly id: string
  readonly name: string
  readonly value: object
  readonly place: Place | null
}

const RULES = new Set(['rules'])

/**
 * What an editor did between two policy sets, object by object and field by field. Both are compared in canonical form, so
 * order that says nothing is no change. What the change does to traffic is another question.
 */
export function diffPolicySets(before: PolicySet, after: PolicySet): PolicySetDiff {
  const left = canonicalPolicySet(before)
  const right = canonicalPolicySet(after)
  const changes = [
    ...diffItems('settings', settingsItems(left), settingsItems(right)),
    ...diffItems('group', items(left.groups), items(right.groups)),
    ...diffItems('service', items(left.services), items(right.services)),
    ...diffItems('context-profile', items(left.contextProfiles), items(right.contextProfiles)),
    ...diffItems('policy', policyItems(left), policyItems(right)),
    ...diffItems('rule', ruleItems(left), ruleItems(right)),
    ...diffItems('assertion', items(left.assertions), items(right.assertions)),
  ]
  const count = (change: ObjectChange['change']): number =>
    changes.filter((each) => each.change === change).length
  return {
    changes,
    added: count('added'),
    removed: count('removed'),
    modified: count('modified'),
    moved: count('moved'),
  }
}

function diffItems(
  kind: PolicySetObjectKind,
  before: readonly Item[],
  after: readonly Item[],
): readonly ObjectChange[] {
  const old = new Map(before.map((item) => [item.id, item]))
  const kept = new Set(after.map(({ id }) => id))
  const moved = movedInside(before, after)
  const changed = after.flatMap(({ id, name, value, place }): ObjectChange[] => {
    const was = old.get(id)
    if (was === undefined) return [{ kind, id, name, change: 'added', fields: [], from: null, to: place }]
    const fields = fieldChanges(was.value, value, RULES)
    const isMoved = moved.has(id) || containerOf(was.place) !== containerOf(place)
    if (fields.length === 0 && !isMoved) return []
    return [
      {
        kind,
        id,
        name,
        change: fields.length > 0 ? 'modified' : 'moved',
        fields,
        from: was.place,
        to: place,
      },
    ]
  })
  const removed = before
    .filter(({ id }) => !kept.has(id))
    .map(
      ({ id, name, place }): ObjectChange => ({
        kind,
        id,
        name,
        change: 'removed',
        fields: [],
        from: place,
        to: null,
      }),
    )
  return [...changed, ...removed]
}

/** What holds the order: a rule's policy, a policy's category. */
const containerOf = (place: Place | null): string =>
  place === null ? '' : place.policy === null ? `category ${place.category}` : `policy ${place.policy}`

/** What changed its order among those that stayed in the same container. */
function movedInside(before: readonly Item[], after: readonly Item[]): ReadonlySet<string> {
  const old = idsByContainer(before)
  return new Set(
    [...idsByContainer(after)].flatMap(([container, ids]) => [...movedItems(old.get(container) ?? [], ids)]),
  )
}

function idsByContainer(all: readonly Item[]): ReadonlyMap<string, readonly string[]> {
  const byContainer = new Map<string, string[]>()
  for (const { id, place } of all) {
    if (place === null) continue
    const ids = byContainer.get(containerOf(place))
    if (ids === undefined) byContainer.set(containerOf(place), [id])
    else ids.push(id)
  }
  return byContainer
}

const settingsItems = ({ settings }: PolicySet): readonly Item[] => [
  { id: 'settings', name: 'settings', value: settings, place: null },
]

const items = (objects: readonly { readonly id: string; readonly name: string }[]): readonly Item[] =>
  objects.map((value) => ({ id: value.id, name: value.name, value, place: null }))

function policyItems({ policies }: PolicySet): readonly Item[] {
  const positions = new Map<Category, number>()
  return policies.map((value) => {
    const { id, name, category } = value
    const position = positions.get(category) ?? 0
    positions.set(category, position + 1)
    return { id, name, value, place: { category, policy: null, position } }
  })
}

const ruleItems = ({ policies }: PolicySet): readonly Item[] =>
  policies.flatMap((policy) =>
    policy.rules.map((value, position) => ({
      id: value.id,
      name: value.name,
      value,
      place: { category: policy.category, policy: policy.id, position },
    })),
  )
