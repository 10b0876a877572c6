import { conditionsOf } from '../compile/conditions-of.ts'
import type { EndpointTerm } from '../compile/match-rule.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import { FAMILY_RANGE } from '../model/address.ts'
import { type AddressSet, complement, union } from '../model/address-set.ts'
import type { LintFinding } from './lint-finding.ts'
import { ruleWords } from './lint-rule.ts'
import type { Liveness } from './liveness.ts'

/** Rules that allow far more than a rule usually means to. */
export function lintWidth(snapshot: Snapshot, { dead }: Liveness): readonly LintFinding[] {
  const words = ruleWords(snapshot)
  return snapshot.rules.flatMap((rule, number) => {
    if (!rule.enabled || rule.action !== 'allow' || dead.has(number) || conditionsOf(rule).length > 0)
      return []
    const open = [
      ...(isOpen(rule.sources) ? ['source'] : []),
      ...(isOpen(rule.destinations) ? ['destination'] : []),
      ...(rule.entries === null ? ['service'] : []),
    ]
    if (open.length === 3)
      return [
        words.finding(
          number,
          'rule-allows-everything',
          'warning',
          `the rule ${words.name(number)} allows everything to everyone`,
          'name the sources, destinations or services it is for',
        ),
      ]
    if (open.length < 2) return []
    return [
      words.finding(
        number,
        'rule-over-wide',
        'info',
        `the rule ${words.name(number)} allows any ${open.join(' and any ')}`,
        'name the ones it is for; the flows that it let through tell which',
      ),
    ]
  })
}

/** Does the side hold every address of an IP version? Being spelt out (`0.0.0.0/0`) makes it no narrower. */
function isOpen({ any, negated, addresses }: EndpointTerm): boolean {
  if (any) return true
  const held = negated ? complement(union(...addresses)) : addresses.length > 0 ? union(...addresses) : []
  return holdsFamily(held)
}

export const holdsFamily = (set: AddressSet): boolean =>
  ([4, 6] as const).some((family) =>
    set.some(({ first, last }) => first <= FAMILY_RANGE[family].first && last >= FAMILY_RANGE[family].last),
  )
