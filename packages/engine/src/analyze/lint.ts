import type { Snapshot } from '../compile/snapshot.ts'
import { lintAppliedTo } from './lint-applied-to.ts'
import type { LintFinding } from './lint-finding.ts'
import { lintGroups } from './lint-groups.ts'
import { lintMergeable } from './lint-mergeable.ts'
import { lintObjects } from './lint-objects.ts'
import { lintShadows } from './lint-shadows.ts'
import { lintWidth } from './lint-width.ts'
import { liveness } from './liveness.ts'

/**
 * What is dead, superfluous or too wide in a snapshot, rules first, in order of evaluation. Exact against the current
 * inventory: a dead rule may come to life when workloads change, and the message says why it is dead now.
 */
export function lint(snapshot: Snapshot): readonly LintFinding[] {
  const live = liveness(snapshot)
  const byRule = new Map<string, LintFinding[]>()
  const found = [
    ...lintShadows(snapshot, live),
    ...lintMergeable(snapshot, live),
    ...lintWidth(snapshot, live),
    ...lintAppliedTo(snapshot, live),
  ]
  for (const finding of found) {
    const known = byRule.get(finding.object.id)
    if (known === undefined) byRule.set(finding.object.id, [finding])
    else known.push(finding)
  }
  return [
    ...snapshot.rules.flatMap(({ id }) => byRule.get(id) ?? []),
    ...lintObjects(snapshot),
    ...lintGroups(snapshot),
  ]
}
