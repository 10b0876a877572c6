import type { EndpointTerm, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import type { AddressSet } from '../../model/address-set.ts'
import type { Places } from './rule-index.ts'

/** The sets and scopes of another world under the numbers that they have in this one. */
export interface Moves {
  readonly places: Places
  readonly slots: readonly number[]
  readonly scopes: readonly number[]
}

/**
 * What moved between two worlds whose rules differ in their members only; null where they differ in more, or where rules that
 * named one set name several by now.
 *
 * @param maybeChanged numbers of rules: all others are the same objects in both worlds
 */
export function movesBetween(
  before: MatchWorld,
  after: MatchWorld,
  places: Places,
  maybeChanged: readonly number[],
): Moves | null {
  if (before.rules.length !== after.rules.length) return null
  const sets = createMoving(places.sets, places.slotOf, places.slotMentions)
  const scopes = createMoving(places.scopes, places.scopeOf, places.scopeMentions)
  for (const number of maybeChanged) {
    const old = before.rules[number] as MatchRule
    const rule = after.rules[number] as MatchRule
    if (old === rule) continue
    if (!saysTheSame(old, rule)) return null
    if (!moveSets(old.sources, rule.sources, sets) || !moveSets(old.destinations, rule.destinations, sets))
      return null
    if (old.appliedTo !== null && rule.appliedTo !== null && !scopes.move(old.appliedTo, rule.appliedTo))
      return null
  }
  if (!sets.areWhole() || !scopes.areWhole()) return null
  return {
    places: { ...places, sets: sets.all(), scopes: scopes.all() },
    slots: sets.moved(),
    scopes: scopes.moved(),
  }
}

function moveSets(old: EndpointTerm, term: EndpointTerm, sets: Moving<AddressSet>): boolean {
  if (old === term) return true
  return term.addresses.every((set, i) => sets.move(old.addresses[i] as AddressSet, set))
}

interface Moving<T> {
  /** One mention of what has a number now says something else; false where that has another number. */
  readonly move: (old: T, next: T) => boolean
  /** Did every mention of a number move with it? */
  readonly areWhole: () => boolean
  readonly all: () => readonly T[]
  readonly moved: () => readonly number[]
}

function createMoving<T extends object>(
  known: readonly T[],
  numberOf: WeakMap<T, number>,
  mentions: Int32Array,
): Moving<T> {
  const next = new Map<number, { readonly to: T; count: number }>()
  return {
    move: (old, to) => {
      if (old === to) return true
      const number = numberOf.get(old)
      if (number === undefined) return false
      const other = numberOf.get(to)
      if (other === undefined) numberOf.set(to, number)
      else if (other !== number) return false
      const moving = next.get(number)
      if (moving === undefined) next.set(number, { to, count: 1 })
      else if (moving.to !== to) return false
      else moving.count += 1
      return true
    },
    areWhole: () => [...next].every(([number, { count }]) => count === mentions[number]),
    all: () => {
      if (next.size === 0) return known
      const all = known.slice()
      for (const [number, { to }] of next) all[number] = to
      return all
    },
    moved: () => [...next.keys()],
  }
}

/** Apart from their members and what only the world is asked for. */
function saysTheSame(a: MatchRule, b: MatchRule): boolean {
  return (
    a.enabled === b.enabled &&
    a.action === b.action &&
    a.category === b.category &&
    a.direction === b.direction &&
    a.ipVersion === b.ipVersion &&
    a.tcpStrict === b.tcpStrict &&
    (a.appliedTo === null) === (b.appliedTo === null) &&
    isSameSide(a.sources, b.sources) &&
    isSameSide(a.destinations, b.destinations) &&
    isSame(a.entries, b.entries) &&
    isSame(a.schedule, b.schedule) &&
    isSame(a.contextProfiles, b.contextProfiles) &&
    isSame(a.processes, b.processes) &&
    isSame(a.users, b.users)
  )
}

const isSameSide = (a: EndpointTerm, b: EndpointTerm): boolean =>
  a === b ||
  (a.any === b.any &&
    a.negated === b.negated &&
    a.addresses.length === b.addresses.length &&
    isSame(a.identities, b.identities))

/** Plain JSON values: one from a document that was kept is the same object. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
