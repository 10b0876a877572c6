import type { Snapshot } from '../compile/snapshot.ts'
import { type AddressSet, contains, intersection } from '../model/address-set.ts'
import type { LintFinding } from './lint-finding.ts'
import { holdsFamily } from './lint-width.ts'

/** Other groups that a group is compared with at most: one that overlaps with hundreds is told with the first of them. */
const MOST_PARTNERS = 64

interface Held {
  readonly id: string
  readonly name: string
  readonly addresses: AddressSet
}

/** Groups that hold everything, the same as another one, or part of what another one holds. */
export function lintGroups({ document, resolution, points }: Snapshot): readonly LintFinding[] {
  const all = [...new Set(points.flatMap(({ vnic }) => vnic.addresses))]
  const held = document.groups.map(
    ({ id, name }): Held => ({ id, name, addresses: resolution.addresses(id) }),
  )
  const isEverything = ({ addresses }: Held): boolean =>
    holdsFamily(addresses) || (all.length > 1 && all.every((address) => contains(addresses, address)))
  const wide = new Set(held.filter(isEverything).map(({ id }) => id))
  const narrow = held.filter(({ id, addresses }) => !wide.has(id) && addresses.length > 0)
  return [
    ...held
      .filter(({ id }) => wide.has(id))
      .map((group) =>
        finding(
          'group-everything',
          group,
          'holds every address of an IP version or of the inventory',
          'rules that name it mean any; leave the side empty, or narrow the group',
        ),
      ),
    ...equals(narrow),
    ...overlaps(narrow),
  ]
}

const textOf = (addresses: AddressSet): string =>
  addresses.map(({ first, last }) => `${first}-${last}`).join()

function equals(groups: readonly Held[]): readonly LintFinding[] {
  const known = new Map<string, Held>()
  return groups.flatMap((group) => {
    const key = textOf(group.addresses)
    const other = known.get(key)
    if (other === undefined) {
      known.set(key, group)
      return []
    }
    return [
      finding(
        'groups-equal',
        group,
        `holds the same addresses as \`${other.name}\``,
        'keep one of the two where that is no coincidence',
        [other],
      ),
    ]
  })
}

/**
 * One sweep over the address line finds who is where at once; only those are compared. A group is left out of the sweep once it
 * has met `MOST_PARTNERS` others, so that few groups are looked at in any place.
 */
function overlaps(groups: readonly Held[]): readonly LintFinding[] {
  const ranges = groups
    .flatMap((group) => group.addresses.map((range) => ({ group, range })))
    .sort((a, b) => (a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0))
  const met = new Map<Held, Set<Held>>(groups.map((group) => [group, new Set()]))
  const pairs = new Map<Held, Set<Held>>(groups.map((group) => [group, new Set()]))
  let active: typeof ranges = []
  for (const next of ranges) {
    active = active.filter(
      ({ group, range }) => range.last >= next.range.first && (met.get(group)?.size ?? 0) < MOST_PARTNERS,
    )
    for (const { group } of active) {
      met.get(group)?.add(next.group)
      const [one, other] = group.id < next.group.id ? [group, next.group] : [next.group, group]
      pairs.get(one)?.add(other)
    }
    active.push(next)
  }
  return groups.flatMap((group) => {
    const others = [...(pairs.get(group) ?? [])].filter((other) => isPartly(group, other))
    const [first] = others
    if (first === undefined) return []
    const more = others.length > 1 ? ` and ${others.length - 1} more` : ''
    return [
      finding(
        'groups-overlap',
        group,
        `shares part of its addresses with \`${first.name}\`${more}`,
        'no mistake where workloads belong to both; otherwise check the criteria',
        others,
      ),
    ]
  })
}

/** Do they share addresses, and neither holds the other? */
function isPartly(a: Held, b: Held): boolean {
  const shared = intersection(a.addresses, b.addresses)
  return shared.length > 0 && !isSame(shared, a.addresses) && !isSame(shared, b.addresses)
}

const isSame = (a: AddressSet, b: AddressSet): boolean =>
  a.length === b.length && a.every(({ first, last }, at) => first === b[at]?.first && last === b[at]?.last)

const finding = (
  code: LintFinding['code'],
  { id, name }: Held,
  what: string,
  help: string,
  related: readonly Held[] = [],
): LintFinding => ({
  code,
  severity: 'info',
  object: { kind: 'group', id },
  policy: null,
  message: `the group \`${name}\` ${what}`,
  help,
  related: related.map((other) => ({ kind: 'group', id: other.id })),
})
