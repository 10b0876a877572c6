import type { Workload } from '../model/document.ts'
import { flattenService } from '../model/service.ts'
import type { Resolution } from '../resolve/resolution.ts'
import type { ResolutionChange, ResolvedChange } from '../resolve/update.ts'
import type { MovedPoint } from './bearers.ts'
import type { EndpointTerm, EnforcementPoint, MatchRule } from './match-rule.ts'
import type { Snapshot } from './snapshot.ts'
import { appliedToOf, type SnapshotIndex } from './snapshot-index.ts'

/** The points with those of one workload made anew; their numbers; and those of them that bear other addresses. */
export function changedPoints(
  { points }: Snapshot,
  workload: Workload,
  { table }: Resolution,
  { firstPoint, services }: SnapshotIndex,
): {
  readonly points: readonly EnforcementPoint[]
  readonly changed: readonly number[]
  readonly moved: readonly MovedPoint[]
} {
  const changed: number[] = []
  const moved: MovedPoint[] = []
  const first = firstPoint.get(workload.id)
  const slot = table.slots[table.byId.get(workload.id) ?? -1]
  if (first === undefined || slot === null || slot === undefined) return { points, changed, moved }
  const selected =
    workload.mode === 'selective'
      ? workload.selectiveServices.flatMap((id) => flattenService(id, services))
      : []
  const next = points.slice()
  for (const [i, vnic] of slot.vnics.entries()) {
    const number = first + i
    const before = points[number]?.vnic.addresses ?? []
    const after = vnic.addresses
    changed.push(number)
    if (before.join() !== after.join()) moved.push({ number, before, after })
    next[number] = { number, workload: slot.workload, vnic, selected }
  }
  return { points: next, changed, moved }
}

/** The rules with what names a touched group made anew, and the numbers of those; all others are the same objects. */
export function changedRules(
  { rules }: Snapshot,
  points: readonly EnforcementPoint[],
  { resolution, touched }: ResolvedChange,
  change: ResolutionChange,
  index: SnapshotIndex,
): { readonly rules: readonly MatchRule[]; readonly changed: readonly number[] } {
  const next = rules.slice()
  const changed = new Set<number>()
  for (const id of touched) {
    for (const number of index.bySide.get(id) ?? []) {
      const [rule, written] = [next[number], index.written[number]?.rule]
      if (rule === undefined || written === undefined) continue
      changed.add(number)
      next[number] = {
        ...rule,
        sources: changedTerm(rule.sources, written.sources.groups, touched, resolution),
        destinations: changedTerm(rule.destinations, written.destinations.groups, touched, resolution),
      }
    }
  }
  const scopes = new Map<ReadonlySet<number>, ReadonlySet<number>>()
  for (const id of touched) {
    for (const number of index.byAppliedTo.get(id) ?? []) {
      const [rule, written] = [next[number], index.written[number]]
      const scope = rules[number]?.appliedTo
      if (rule === undefined || written === undefined || scope === null || scope === undefined) continue
      const made =
        scopes.get(scope) ?? changedScope(scope, points, appliedToOf(written), resolution, change, index)
      scopes.set(scope, made)
      changed.add(number)
      next[number] = { ...rule, appliedTo: made }
    }
  }
  return { rules: next, changed: [...changed] }
}

/** INVARIANT: a term lists the sets of its groups first, in the order in which they are written. */
function changedTerm(
  term: EndpointTerm,
  groups: readonly string[],
  touched: ReadonlySet<string>,
  resolution: Resolution,
): EndpointTerm {
  if (!groups.some((id) => touched.has(id))) return term
  return {
    ...term,
    addresses: [...groups.map((id) => resolution.addresses(id)), ...term.addresses.slice(groups.length)],
    identities: groups.flatMap((id) => resolution.identities(id)),
  }
}

/** A change of a workload moves only its own points; the same set where it moves none. */
function changedScope(
  scope: ReadonlySet<number>,
  points: readonly EnforcementPoint[],
  groups: readonly string[],
  resolution: Resolution,
  change: ResolutionChange,
  { firstPoint }: SnapshotIndex,
): ReadonlySet<number> {
  const isIn = ({ workload, vnic }: EnforcementPoint): boolean =>
    groups.some((id) => resolution.holdsVnic(id, workload.id, vnic))
  if (change.kind !== 'workload')
    return new Set(points.flatMap((point) => (isIn(point) ? [point.number] : [])))
  const first = firstPoint.get(change.id) ?? points.length
  let made: Set<number> | null = null
  for (const point of points.slice(first, first + (change.workload?.vnics.length ?? 0))) {
    const holds = isIn(point)
    if (holds === scope.has(point.number)) continue
    made ??= new Set(scope)
    if (holds) made.add(point.number)
    else made.delete(point.number)
  }
  return made ?? scope
}
