import type { EndpointTerm, MatchRule, MatchWorld } from '../../compile/match-rule.ts'
import { FAMILY_RANGE } from '../../model/address.ts'
import type { AddressSet } from '../../model/address-set.ts'
import { setBit } from '../fast/service-classes.ts'

/** Lists of rules by a small number: those of `i` are `rules[start[i]]` up to `rules[start[i + 1]]`. */
export interface RuleLists {
  readonly start: Int32Array
  readonly rules: Int32Array
}

/** What the enabled rules say about one side. */
export interface SideIndex {
  /** Rules whatever the address. */
  readonly always: Int32Array
  /** Rules that name the complement of their sets. */
  readonly negated: Int32Array
  /** By slot: the rules that name its set, and those that name it negated. */
  readonly positiveBySlot: RuleLists
  readonly negatedBySlot: RuleLists
}

/** What the rules say apart from who is where: it stays when members of groups change. */
export interface RuleIndex {
  readonly sources: SideIndex
  readonly destinations: SideIndex
  readonly family: { readonly 4: Int32Array; readonly 6: Int32Array }
  readonly all: Int32Array
  readonly outbound: Int32Array
  readonly inbound: Int32Array
  /** Rules that apply at every point, and by scope those that apply only at its points. */
  readonly everywhere: Int32Array
  readonly byScope: readonly (readonly number[])[]
  /** Rules with identities among their sources: by slot, those whose sources hold it; and whether there are any. */
  readonly identityBySlot: RuleLists
  readonly hasIdentities: boolean
}

/** The sets and scopes that the rules name, each under a number. Members may change; the numbers stay. */
export interface Places {
  /** By slot. */
  readonly sets: readonly AddressSet[]
  /** Of every set that has ever had a slot in a version. */
  readonly slotOf: WeakMap<AddressSet, number>
  /** By slot: how often rules name it. */
  readonly slotMentions: Int32Array
  readonly scopes: readonly ReadonlySet<number>[]
  readonly scopeOf: WeakMap<ReadonlySet<number>, number>
  readonly scopeMentions: Int32Array
}

export function placesOf({ rules }: MatchWorld): Places {
  const [sets, scopes] = [createNumbers<AddressSet>(), createNumbers<ReadonlySet<number>>()]
  for (const { sources, destinations, appliedTo } of rules) {
    for (const set of sources.addresses) sets.mention(set)
    for (const set of destinations.addresses) sets.mention(set)
    if (appliedTo !== null) scopes.mention(appliedTo)
  }
  return {
    sets: sets.all,
    slotOf: sets.numberOf,
    slotMentions: Int32Array.from(sets.mentions),
    scopes: scopes.all,
    scopeOf: scopes.numberOf,
    scopeMentions: Int32Array.from(scopes.mentions),
  }
}

/** Objects under numbers, in the order in which they are first mentioned. */
function createNumbers<T extends object>() {
  const all: T[] = []
  const mentions: number[] = []
  const numberOf = new WeakMap<T, number>()
  return {
    all,
    mentions,
    numberOf,
    mention: (each: T): void => {
      const known = numberOf.get(each)
      if (known === undefined) {
        numberOf.set(each, all.length)
        all.push(each)
        mentions.push(1)
      } else {
        mentions[known] = (mentions[known] ?? 0) + 1
      }
    },
  }
}

export function indexRules(rules: readonly MatchRule[], places: Places, words: number): RuleIndex {
  const row = (holds: (rule: MatchRule) => boolean): Int32Array => {
    const bits = new Int32Array(words)
    for (const [number, rule] of rules.entries()) if (holds(rule)) setBit(bits, number)
    return bits
  }
  const byScope = places.scopes.map((): number[] => [])
  for (const [number, { appliedTo }] of rules.entries())
    if (appliedTo !== null) byScope[places.scopeOf.get(appliedTo) ?? 0]?.push(number)
  const isOpen = ({ sources }: MatchRule): boolean => sources.identities.length > 0
  return {
    sources: sideIndex(rules, places, row, (rule) => rule.sources, isOpen),
    destinations: sideIndex(
      rules,
      places,
      row,
      (rule) => rule.destinations,
      () => false,
    ),
    family: {
      4: row(({ ipVersion }) => ipVersion !== 'ipv6'),
      6: row(({ ipVersion }) => ipVersion !== 'ipv4'),
    },
    all: row(() => true),
    outbound: row(({ direction }) => direction !== 'in'),
    inbound: row(({ direction }) => direction !== 'out'),
    everywhere: row(({ appliedTo }) => appliedTo === null),
    byScope,
    identityBySlot: ruleLists(rules, places, (rule) => (isOpen(rule) ? rule.sources.addresses : [])),
    hasIdentities: rules.some(isOpen),
  }
}

/** @param isOpen the address alone does not say no, as with identity members among the sources */
function sideIndex(
  rules: readonly MatchRule[],
  places: Places,
  row: (holds: (rule: MatchRule) => boolean) => Int32Array,
  side: (rule: MatchRule) => EndpointTerm,
  isOpen: (rule: MatchRule) => boolean,
): SideIndex {
  const isAlways = (rule: MatchRule): boolean => side(rule).any || isOpen(rule)
  const named = (rule: MatchRule, negated: boolean): readonly AddressSet[] =>
    rule.enabled && !isAlways(rule) && side(rule).negated === negated ? side(rule).addresses : []
  return {
    always: row((rule) => rule.enabled && isAlways(rule)),
    negated: row((rule) => rule.enabled && !isAlways(rule) && side(rule).negated),
    positiveBySlot: ruleLists(rules, places, (rule) => named(rule, false)),
    negatedBySlot: ruleLists(rules, places, (rule) => named(rule, true)),
  }
}

function ruleLists(
  rules: readonly MatchRule[],
  { sets, slotOf }: Places,
  named: (rule: MatchRule) => readonly AddressSet[],
): RuleLists {
  const start = new Int32Array(sets.length + 1)
  for (const rule of rules) {
    for (const set of named(rule)) {
      const slot = slotOf.get(set) ?? 0
      start[slot + 1] = (start[slot + 1] ?? 0) + 1
    }
  }
  for (let i = 1; i < start.length; i += 1) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0)
  const list = new Int32Array(start.at(-1) ?? 0)
  const filled = start.slice()
  for (const [number, rule] of rules.entries()) {
    for (const set of named(rule)) {
      const slot = slotOf.get(set) ?? 0
      const at = filled[slot] ?? 0
      list[at] = number
      filled[slot] = at + 1
    }
  }
  return { start, rules: list }
}

/** Does the set hold every address of a family? */
export const coversFamily = (set: AddressSet, family: 4 | 6): boolean =>
  set.some(({ first, last }) => first <= FAMILY_RANGE[family].first && last >= FAMILY_RANGE[family].last)
