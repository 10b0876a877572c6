import type { Snapshot } from '../compile/snapshot.ts'
import { type AddressSet, intersection } from '../model/address-set.ts'
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
  const all = new Set(points.flatMap(({ vnic }) => vnic.addresses))
  const held = document.groups.map(
    ({ id, name }): Held => ({ id, name, addresses: resolution.addresses(id) }),
  )
  const isEverything = ({ addresses }: Held): boolean =>
    holdsFamily(addresses) || (all.size > 1 && countIn(addresses, all) === all.size)
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

function countIn(addresses: AddressSet, all: ReadonlySet<bigint>): number {
  let count = 0
  let at = 0
  for (const address of [...all].sort((a, b) => (a < b ? -1 : 1))) {
    while ((addresses[at]?.last ?? address) < address) at += 1
    const range = addresses[at]
    if (range !== undefined && range.first <= address) count += 1
  }
  return count
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

/** One sweep over the address line finds who is where at once; only those are compared. */
function overlaps(groups: readonly Held[]): readonly LintFinding[] {
  const ranges = groups
    .flatMap((group) => group.addresses.map((range) => ({ group, range })))
    .sort((a, b) => (a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0))
  const partners = new Map<Held, Set<Held>>()
  let active: typeof ranges = []
  for (const next of ranges) {
    active = active.filter(({ range }) => range.last >= next.range.first)
    for (const { group } of active) {
      const [first, second] = group.id < next.group.id ? [group, next.group] : [next.group, group]
      if (first === second) continue
      const known = partners.get(first) ?? new Set()
      partners.set(first, known)
      if (known.size < MOST_PARTNERS) known.add(second)
    }
    active.push(next)
  }
  return groups.flatMap((group) => {
    const others = [...(partners.get(group) ?? [])].filter((other) => isPartly(group, other))
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
  const shared = textOf(intersection(a.addresses, b.addresses))
  return shared !== '' && shared !== textOf(a.addresses) && shared !== textOf(b.addresses)
}

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
