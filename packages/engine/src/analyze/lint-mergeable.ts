import { canonicalJson } from '../canonical/canonical-json.ts'
import type { Snapshot } from '../compile/snapshot.ts'
import type { Rule } from '../model/document.ts'
import { framesOf } from './blockers.ts'
import type { LintFinding } from './lint-finding.ts'
import { ruleWords } from './lint-rule.ts'
import type { Liveness } from './liveness.ts'
import { hasOtherEffects, rulesMeeting } from './rule-space.ts'

const FIELDS = ['sources', 'destinations', 'services'] as const

/**
 * Rules that could be one with an earlier rule of their policy: they differ in one field, whose values can be put together,
 * and no rule between them that does something else meets the later one.
 */
export function lintMergeable(snapshot: Snapshot, live: Liveness): readonly LintFinding[] {
  const words = ruleWords(snapshot)
  const numbers = new Map(snapshot.rules.map(({ id }, number) => [id, number]))
  const findings: LintFinding[] = []
  for (const policy of snapshot.document.policies) {
    if (!policy.enabled) continue
    const known = new Map<string, number>()
    for (const rule of policy.rules) {
      const number = numbers.get(rule.id)
      if (number === undefined || !rule.enabled || live.dead.has(number)) continue
      for (const field of FIELDS) {
        if (!isOpenEnded(rule, field)) continue
        const key = keyWithout(rule, field)
        const earlier = known.get(key)
        if (earlier !== undefined && mayMoveUp(snapshot, live, number, earlier)) {
          findings.push(
            words.finding(
              number,
              'rule-mergeable',
              'info',
              `the rules ${words.name(earlier)} and ${words.name(number)} differ in their ${field} only and could be one`,
              `put the ${field} of both into the earlier one, and delete the later one`,
              [earlier],
            ),
          )
          break
        }
        known.set(key, number)
      }
    }
  }
  return findings
}

/** Can more be added to the field? Any is everything already, and a negated list grows narrower. */
const isOpenEnded = (rule: Rule, field: (typeof FIELDS)[number]): boolean =>
  field === 'services'
    ? rule.services.services.length + rule.services.entries.length > 0
    : rule[field].groups.length + rule[field].addresses.length > 0 && !rule[field].negated

function keyWithout(rule: Rule, field: (typeof FIELDS)[number]): string {
  const { id: _id, name: _name, note: _note, [field]: _field, ...rest } = rule
  return `${field} ${canonicalJson(rest)}`
}

function mayMoveUp(snapshot: Snapshot, { space }: Liveness, number: number, earlier: number): boolean {
  const rule = snapshot.rules[number]
  if (rule === undefined) return false
  const alone = hasOtherEffects(rule)
  return [...framesOf(space, number)].every((frame) =>
    rulesMeeting(space, frame, earlier + 1, number, space.all).every((between) => {
      const other = snapshot.rules[between]
      if (other === undefined || frame.boxOf(between) === null) return true
      return !alone && other.action === rule.action && !hasOtherEffects(other)
    }),
  )
}
