import type { Criteria, SecurityGroup, Workload } from '../model/document.ts'
import { isCriterion } from './criteria.ts'
import type { GroupTable } from './group-table.ts'

/** How groups find members and nest, whoever the members are: what a change of a workload may touch, without asking all groups. */
export interface GroupShape {
  /** Numbers of groups whose criteria hold only for workloads with a certain tag, by that tag. */
  readonly byTag: ReadonlyMap<string, readonly number[]>
  /** Numbers of groups with other criteria. */
  readonly untagged: readonly number[]
  /** Numbers of groups that hold single vNICs: by segments or addresses. */
  readonly byPlace: readonly number[]
  /** The groups that nest a group. */
  readonly parents: ReadonlyMap<string, readonly string[]>
}

export function groupShape({ own }: GroupTable): GroupShape {
  const byTag = new Map<string, number[]>()
  const parents = new Map<string, string[]>()
  const untagged: number[] = []
  const byPlace: number[] = []
  for (const [number, { group, segments, addresses }] of own.entries()) {
    if (group.criteria !== null) {
      const tags = tagsNeeded(group.criteria)
      if (tags === null) untagged.push(number)
      else for (const tag of new Set(tags)) append(byTag, tag, number)
    }
    if (segments.size > 0 || addresses.length > 0) byPlace.push(number)
    for (const nested of group.members.groups) append(parents, nested, group.id)
  }
  return { byTag, untagged, byPlace, parents }
}

/** Does a shape go on being right when a group changes from one to the other? */
export function hasSameShape(before: SecurityGroup, after: SecurityGroup): boolean {
  const { groups, segments, addresses } = before.members
  return (
    isSame(before.criteria, after.criteria) &&
    isSame(groups, after.members.groups) &&
    isSame(segments, after.members.segments) &&
    isSame(addresses, after.members.addresses)
  )
}

/** Numbers of groups whose criteria may hold for one of the two workloads and not for the other. */
export function maybeTurned(shape: GroupShape, before: Workload, after: Workload): ReadonlySet<number> {
  const found = new Set<number>()
  if (saysTheSame(before, after)) return found
  for (const number of shape.untagged) found.add(number)
  for (const { tags } of [before, after])
    for (const { scope, value } of tags)
      for (const number of shape.byTag.get(tagKey(scope, value)) ?? []) found.add(number)
  return found
}

/** Do both have what criteria ask for? */
const saysTheSame = (a: Workload, b: Workload): boolean =>
  a.name === b.name &&
  a.os === b.os &&
  isSame(a.tags, b.tags) &&
  isSame(
    a.vnics.map(({ segment }) => segment),
    b.vnics.map(({ segment }) => segment),
  )

/** Tags of which a workload must have one for the criteria to hold; null where they hold without any of them. */
function tagsNeeded(criteria: Criteria): readonly string[] | null {
  if (isCriterion(criteria)) {
    const { field, scope, operator, values } = criteria
    if (field !== 'tag' || scope === null) return null
    if (operator === 'in') return values.map((value) => tagKey(scope, value))
    return operator === 'equals' ? [tagKey(scope, values[0] ?? '')] : null
  }
  if ('not' in criteria) return null
  if ('any' in criteria) {
    const each = criteria.any.map(tagsNeeded)
    return each.some((tags) => tags === null) ? null : each.flatMap((tags) => tags ?? [])
  }
  // One of them is enough; the fewest tags tell most.
  const known = criteria.all.flatMap((each) => {
    const tags = tagsNeeded(each)
    return tags === null ? [] : [tags]
  })
  return known.length === 0 ? null : known.reduce((best, tags) => (tags.length < best.length ? tags : best))
}

const tagKey = (scope: string, value: string): string => `${scope}\0${value}`

/** Plain JSON values: what was kept is the same object. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
