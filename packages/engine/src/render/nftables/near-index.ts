import type { EndpointTerm, MatchRule } from '../../compile/match-rule.ts'
import type { AddressFamily } from '../../model/address.ts'
import { type AddressSet, addressSet } from '../../model/address-set.ts'
import { isActive } from '../../model/schedule.ts'
import { type Condition, countIn, holdsAt, type LocalEnd, orderPlaces, placesIn } from './places.ts'
import type { Candidate, Way } from './relevant.ts'

/** A rule that may match at some of the ends. */
export interface NearRule {
  readonly number: number
  readonly rule: MatchRule
  readonly far: EndpointTerm
  /** All must hold at the near end. */
  readonly near: readonly Condition[]
  /** Where the match hangs on a condition that no header carries, given that it may match at all. */
  readonly unsure: 'everywhere' | 'nowhere' | { readonly unless: Condition }
}

/** The rules by the ends at which they may match, without a list for each end. */
export interface NearIndex {
  /** In the order of places. */
  readonly ends: readonly LocalEnd[]
  /** For each place, whether other rules may apply there than at the place before. */
  readonly isFirst: readonly boolean[]
  readonly rules: readonly NearRule[]
}

/**
 * Which rules may match packets from (`out`) or to (`in`) which of the ends. Each distinct term and applied-to is looked up
 * once: time O(rules + members of their groups among the ends), but for sorting.
 *
 * @param ends all of one family
 * @param setOf the addresses of one family that a term names, the same object for the same addresses
 */
export function nearIndex(
  rules: readonly MatchRule[],
  ends: readonly LocalEnd[],
  family: AddressFamily,
  way: Way,
  now: number,
  setOf: (term: EndpointTerm) => AddressSet,
): NearIndex {
  const sorted = [...ends].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
  const addresses = sorted.map(({ address }) => address)
  const usable = rules.flatMap((rule, number) => (isUsable(rule, family, way, now) ? [{ rule, number }] : []))
  const nearOf = (rule: MatchRule) => (way === 'out' ? rule.sources : rule.destinations)

  // Each distinct set once, in the order of addresses.
  const held = new Map<AddressSet | ReadonlySet<number>, { places: Int32Array; uses: number }>()
  const note = <T extends AddressSet | ReadonlySet<number>>(key: T, find: (key: T) => Int32Array) => {
    const known = held.get(key)
    if (known === undefined) held.set(key, { places: find(key), uses: 1 })
    else known.uses += 1
  }
  const placesOf = new Map<number, number[]>()
  for (const [place, { point }] of sorted.entries())
    placesOf.set(point.number, [...(placesOf.get(point.number) ?? []), place])
  const pointsIn = (points: ReadonlySet<number>) =>
    Int32Array.from([...points].flatMap((point) => placesOf.get(point) ?? [])).sort()
  for (const { rule } of usable) {
    const near = nearOf(rule)
    if (!near.any) note(setOf(near), (set) => placesIn(set, addresses))
    if (rule.appliedTo !== null) note(rule.appliedTo, pointsIn)
  }
  const byWeight = [...held.values()].sort((a, b) => b.places.length * b.uses - a.places.length * a.uses)
  const { order, isFirst } = orderPlaces(
    sorted.length,
    byWeight.map(({ places }) => places),
  )
  const placed = order.flatMap((old) => sorted[old] ?? [])
  const moved = new Int32Array(order.length)
  for (const [place, old] of order.entries()) moved[old] = place
  for (const each of held.values()) each.places = each.places.map((old) => moved[old] ?? 0).sort()

  const placesAt = (key: AddressSet | ReadonlySet<number>) => held.get(key)?.places ?? new Int32Array(0)
  const applied = new Map<ReadonlySet<number>, Condition>()
  const appliedCondition = (points: ReadonlySet<number>): Condition => {
    const known = applied.get(points)
    if (known !== undefined) return known
    const places = placesAt(points)
    let set: AddressSet | null = null
    const made: Condition = {
      places,
      negated: false,
      set: () => {
        set ??= addressSet([...places].flatMap((place) => rangeOf(placed[place])))
        return set
      },
    }
    applied.set(points, made)
    return made
  }

  return {
    ends: placed,
    isFirst,
    rules: usable.flatMap(({ rule, number }) => {
      const near = nearOf(rule)
      const far = way === 'out' ? rule.destinations : rule.sources
      const set = setOf(near)
      const term: Condition | null = near.any
        ? null
        : { places: placesAt(set), negated: near.negated, set: () => set }
      const namesUser = way === 'out' && near.identities.length > 0
      const conditions = [
        ...(term === null || (namesUser && !near.negated) ? [] : [term]),
        ...(rule.appliedTo === null ? [] : [appliedCondition(rule.appliedTo)]),
      ]
      if (conditions.some((each) => countIn(each, 0, placed.length) === 0)) return []
      const unsure = hangsOnUnknown(rule)
        ? 'everywhere'
        : term === null || !namesUser
          ? 'nowhere'
          : near.negated
            ? 'everywhere'
            : { unless: term }
      return [{ number, rule, far, near: conditions, unsure }]
    }),
  }
}

const rangeOf = (end: LocalEnd | undefined) =>
  end === undefined ? [] : [{ first: end.address, last: end.address }]

function isUsable(rule: MatchRule, family: AddressFamily, way: Way, now: number): boolean {
  return (
    rule.enabled &&
    (rule.direction === 'in-out' || rule.direction === way) &&
    (rule.ipVersion === 'any' || rule.ipVersion === `ipv${family}`) &&
    (rule.schedule === null || isActive(rule.schedule, now))
  )
}

/** What no header carries is unknown to the kernel. */
const hangsOnUnknown = ({ contextProfiles, processes, users }: MatchRule): boolean =>
  contextProfiles.length > 0 || processes.length > 0 || users.length > 0

/** The places at which a rule may match. */
export function* placesWhere({ near }: NearRule, count: number): Iterable<number> {
  const first = near.find(({ negated }) => !negated)
  const walked = first?.places ?? Array.from({ length: count }, (_, place) => place)
  for (const place of walked) if (near.every((each) => each === first || holdsAt(each, place))) yield place
}

/** How many lists of rules, one for each end, would hold together; at most. */
export const incidences = ({ rules, ends }: NearIndex): number =>
  rules.reduce(
    (sum, { near }) => sum + Math.min(ends.length, ...near.map((each) => countIn(each, 0, ends.length))),
    0,
  )

const isUnsure = ({ unsure }: NearRule, place: number): boolean =>
  typeof unsure === 'string' ? unsure === 'everywhere' : !holdsAt(unsure.unless, place)

/** For each place, the rules that may match there, whoever is at the other end; null where they are not `wanted`. */
export function candidatesOf(
  { rules, ends }: NearIndex,
  wanted: (place: number) => boolean,
): readonly (readonly Candidate[] | null)[] {
  const lists = ends.map((_, place): Candidate[] | null => (wanted(place) ? [] : null))
  for (const each of rules) {
    const { number, rule, far } = each
    const [sure, unsure] = [true, false].map((certain): Candidate => ({ number, rule, far, certain }))
    if (sure === undefined || unsure === undefined) continue
    for (const place of placesWhere(each, ends.length))
      lists[place]?.push(isUnsure(each, place) ? unsure : sure)
  }
  return lists
}

/** Places where a rule that hangs on something unknown may match: not the first that matches decides there. */
export function unsurePlaces({ rules, ends }: NearIndex, way: Way): ReadonlySet<number> {
  const places = new Set<number>()
  for (const each of rules) {
    const byUser = way === 'in' && each.far.identities.length > 0
    if (each.unsure === 'nowhere' && !byUser) continue
    for (const place of placesWhere(each, ends.length)) if (byUser || isUnsure(each, place)) places.add(place)
  }
  return places
}
