import { conditionsOf } from '../compile/conditions-of.ts'
import type { EndpointTerm, MatchRule } from '../compile/match-rule.ts'
import { formatRange } from '../model/address-spec.ts'

/** A rule whose addresses say all that addresses can, and what must hold besides. No user is among its sources. */
export interface PlainRule {
  readonly rule: MatchRule
  /** Texts of `conditionsOf`. */
  readonly conditions: readonly string[]
}

const ANYWHERE: EndpointTerm = { any: true, negated: false, addresses: [], identities: [] }

/**
 * Sources of addresses and users are a rule about the addresses, and behind it the same one from anywhere, where the user is
 * one of those. Negated they are one rule: other addresses, where the user is none of those. So a condition is about the user
 * alone, and two rules with equal ones ask for the same.
 */
export function identityParts(rule: MatchRule): readonly PlainRule[] {
  const { sources } = rule
  const conditions = conditionsOf(rule)
  if (sources.identities.length === 0) return [{ rule, conditions }]
  const addressed = { ...rule, sources: { ...sources, identities: [] } }
  if (sources.negated) return [{ rule: addressed, conditions }]
  const anywhere = { rule: { ...rule, sources: ANYWHERE }, conditions }
  return hasAddresses(sources)
    ? [{ rule: addressed, conditions: conditionsOf(addressed) }, anywhere]
    : [anywhere]
}

/**
 * The same as one rule, for those who number rules: sources of addresses and users count as a condition altogether, one that
 * no other sources have.
 */
export function wholeRule(rule: MatchRule): PlainRule {
  const { sources } = rule
  const [only, more] = identityParts(rule)
  if (only === undefined) return { rule, conditions: conditionsOf(rule) }
  if (more === undefined) return only
  const held = sources.addresses.map((set) => set.map(formatRange).join()).sort()
  return { rule: more.rule, conditions: more.conditions.map((each) => either(each, held)) }
}

const either = (condition: string, held: readonly string[]): string =>
  condition.startsWith('identity ') ? `${condition} or ${held.join(' ')}` : condition

const hasAddresses = ({ addresses }: EndpointTerm): boolean => addresses.some((set) => set.length > 0)
