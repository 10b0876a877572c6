import { type AddressSet, addressSet } from '../model/address-set.ts'
import { type Bitset, emptyBitset, orInto } from './bitset.ts'
import type { DirectMembers } from './direct.ts'
import type { GroupMap } from './group-table.ts'

/** A group with its nested groups folded in. */
export interface Effective {
  readonly workloads: Bitset
  readonly segments: ReadonlySet<string>
  readonly addresses: AddressSet
  readonly identities: readonly string[]
}

/** A group that another one is made of, with the shortest path that leads there (empty: it is that group). */
export interface Part {
  readonly direct: DirectMembers
  readonly through: readonly string[]
}

type DirectOf = (groupId: string) => DirectMembers | undefined

/**
 * Folds groups, innermost first, so that each is put together from the groups right below it however deep these go, and adds
 * them to `known`. A group that leads into a cycle is put together from everything it reaches.
 *
 * @param size of the table of workloads
 */
export function foldGroup(
  groupId: string,
  directOf: DirectOf,
  known: GroupMap<Effective>,
  size: number,
): Effective {
  for (const id of innermostFirst(groupId, directOf, known) ?? []) {
    const own = directOf(id)
    if (own === undefined) continue
    known.set(id, merged([own, ...own.group.members.groups.flatMap((each) => known.get(each) ?? [])], size))
  }
  const folded = known.get(groupId)
  if (folded !== undefined) return folded
  const made = merged(
    partsOf(groupId, directOf).map((part) => part.direct),
    size,
  )
  known.set(groupId, made)
  return made
}

/** Breadth first, so that each nested group is reached by a shortest path. Paths are made when read: a chain has long ones. */
export function partsOf(groupId: string, directOf: DirectOf): readonly Part[] {
  const parents = new Map<string, string | null>([[groupId, null]])
  const parts: Part[] = []
  for (const [id] of parents) {
    const own = directOf(id)
    if (own === undefined) continue
    let path: readonly string[] | undefined
    parts.push({
      direct: own,
      get through() {
        path ??= pathTo(id, parents)
        return path
      },
    })
    for (const nested of own.group.members.groups) if (!parents.has(nested)) parents.set(nested, id)
  }
  return parts
}

/** From the group right below the root down to `id`. */
function pathTo(id: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path: string[] = []
  let at = id
  for (let parent = parents.get(at); parent !== null && parent !== undefined; parent = parents.get(at)) {
    path.push(at)
    at = parent
  }
  return path.reverse()
}

/** The group and what it reaches and is not known yet, each after all that it nests; null where there is a cycle. */
function innermostFirst(
  groupId: string,
  directOf: DirectOf,
  known: GroupMap<Effective>,
): readonly string[] | null {
  const order: string[] = []
  const seen = new Map<string, 'open' | 'closed'>([[groupId, 'open']])
  const pending = [{ id: groupId, next: 0 }]
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const nested = directOf(top.id)?.group.members.groups[top.next]
    top.next += 1
    if (nested === undefined) {
      seen.set(top.id, 'closed')
      order.push(top.id)
      pending.pop()
    } else if (seen.get(nested) === 'open') {
      return null
    } else if (!seen.has(nested) && !known.has(nested)) {
      seen.set(nested, 'open')
      pending.push({ id: nested, next: 0 })
    }
  }
  return order
}

type Held = DirectMembers | Effective

const identitiesOf = (held: Held): readonly string[] =>
  'group' in held ? held.group.members.identities : held.identities

function merged(held: readonly Held[], size: number): Effective {
  const [first, ...others] = held
  // Ten thousand groups over twenty thousand workloads are 25 MB of bits: no second copy of those that nest nothing.
  const alone = first !== undefined && others.length === 0
  const workloads = alone ? first.workloads : emptyBitset(size)
  const segments = new Set<string>()
  const identities = new Set<string>()
  const withAddresses: AddressSet[] = []
  for (const each of held) {
    if (!alone) orInto(workloads, each.workloads)
    for (const segment of each.segments) segments.add(segment)
    for (const identity of identitiesOf(each)) identities.add(identity)
    if (each.addresses.length > 0) withAddresses.push(each.addresses)
  }
  const [only] = withAddresses
  return {
    workloads,
    segments,
    identities: [...identities].sort(),
    addresses: withAddresses.length === 1 && only !== undefined ? only : addressSet(withAddresses.flat()),
  }
}
