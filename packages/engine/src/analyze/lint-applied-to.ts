import type { Snapshot } from '../compile/snapshot.ts'
import { rowHas } from '../match/fast/row-table.ts'
import type { LintFinding } from './lint-finding.ts'
import { ruleWords } from './lint-rule.ts'
import type { Liveness } from './liveness.ts'

/**
 * Rules whose applied-to leaves out protected vNICs that the rule itself names at that end: there the rule is not enforced,
 * and later rules or the default rule decide.
 */
export function lintAppliedTo(snapshot: Snapshot, { space, dead }: Liveness): readonly LintFinding[] {
  const { tables } = space
  const words = ruleWords(snapshot)
  const local = [...tables.point.keys()].filter((number) => {
    const workload = snapshot.points[tables.point[number] ?? -1]?.workload
    return workload !== undefined && !workload.excluded && workload.mode !== 'idle'
  })
  const leftOut = (number: number, named: Int32Array, applied: Int32Array): readonly [number, number] => {
    const points = new Set<number>()
    const out = new Set<number>()
    for (const address of local) {
      if (!rowHas(tables.rows, named[address] ?? 0, tables.shape, number)) continue
      const point = tables.point[address] ?? -1
      points.add(point)
      if (!rowHas(tables.rows, applied[address] ?? 0, tables.shape, number)) out.add(point)
    }
    return [out.size, points.size]
  }
  return snapshot.rules.flatMap((rule, number) => {
    if (!rule.enabled || rule.appliedTo === null || dead.has(number)) return []
    const ends = [
      ...(rule.sources.any || rule.direction === 'in'
        ? []
        : [{ end: 'sources', of: leftOut(number, tables.sourceRow, tables.outboundRow) }]),
      ...(rule.destinations.any || rule.direction === 'out'
        ? []
        : [{ end: 'destinations', of: leftOut(number, tables.destinationRow, tables.inboundRow) }]),
    ].filter(({ of: [out] }) => out > 0)
    return ends.map(({ end, of: [out, all] }) =>
      words.finding(
        number,
        'rule-partly-applied',
        rule.action === 'allow' ? 'warning' : 'info',
        `the applied-to of the rule ${words.name(number)} leaves out ${out} of the ${all} vNICs among its ${end}`,
        'there the rule is not enforced; widen the applied-to, or narrow the rule to what it applies to',
      ),
    )
  })
}
