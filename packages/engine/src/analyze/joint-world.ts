import type { MatchRule, MatchWorld } from '../compile/match-rule.ts'

/** Two worlds over the same vNICs as one, so that both are cut into the same pieces. */
export interface JointWorld {
  readonly world: MatchWorld
  /** Rules from this number on are the second world's. */
  readonly split: number
}

/**
 * The rules of both, the second's after the first's. Only the rows of such a world mean anything: it is never evaluated.
 * @throws RangeError unless both have the same vNICs with the same addresses, in the same order
 */
export function jointWorld(before: MatchWorld, after: MatchWorld): JointWorld {
  const same =
    before.points.length === after.points.length &&
    before.points.every((point, i) => {
      const other = after.points[i]
      return (
        other !== undefined &&
        point.workload.id === other.workload.id &&
        point.vnic.vnic.id === other.vnic.vnic.id &&
        point.vnic.addresses.join() === other.vnic.addresses.join()
      )
    })
  if (!same)
    throw new RangeError(
      'the two snapshots must be of the same inventory: build both with the one to be compared on',
    )
  const rules: readonly MatchRule[] = [...before.rules, ...after.rules]
  return { world: { ...before, rules }, split: before.rules.length }
}
