import { checkGroup } from '../check/check-groups.ts'
import { checkWorkload } from '../check/check-inventory.ts'
import type { Report } from '../check/issue.ts'
import type { FlowgateDocument } from '../model/document.ts'
import { findGroupCycle } from '../resolve/cycle.ts'
import { type ResolutionChange, resolveChange } from '../resolve/update.ts'
import { type Bearers, bearerAt, bearersOf, withMoved } from './bearers.ts'
import { changedPoints, changedRules } from './changed-parts.ts'
import { buildSnapshot, type Snapshot } from './snapshot.ts'
import { keepIndex, type SnapshotIndex, snapshotIndex } from './snapshot-index.ts'
import { noteChanges } from './world-changes.ts'

/** A change of who is where. */
export type MembershipChange = Exclude<ResolutionChange, { kind: 'segment' }>

const known = new WeakMap<Snapshot, Bearers>()

/**
 * The snapshot after one change of a workload (tags, addresses, mode, anything) or of a group, equal to one built from the changed
 * document. Where the object was there before and the workload keeps the number of its vNICs, only what the change touches is
 * computed, and `compileWorld` of the result, given the classifier of `snapshot`, does the same; else all is built.
 *
 * @throws InvalidDocumentError as `buildSnapshot` of the changed document would
 * @example
 * const next = updateSnapshot(snapshot, { kind: 'workload', id: 'w1', workload: { ...w1, tags } })
 * classifier = compileWorld(next, classifier)
 */
export function updateSnapshot(snapshot: Snapshot, change: MembershipChange): Snapshot {
  const index = snapshotIndex(snapshot)
  const document = withObject(snapshot.document, change, index)
  if (!staysInPlace(snapshot, change, index) || !isValid(document, change, index))
    return buildSnapshot(document)
  const { resolution, touched } = resolveChange(snapshot.resolution, change)
  const { points, moved, changed } =
    change.kind === 'workload' && change.workload !== null
      ? changedPoints(snapshot, change.workload, resolution, index)
      : { points: snapshot.points, moved: [], changed: [] }
  const bearers = withMoved(known.get(snapshot) ?? bearersOf(snapshot.points), points, moved)
  const rules = changedRules(snapshot, points, { resolution, touched }, change, index)
  const next: Snapshot = {
    ...snapshot,
    document,
    resolution,
    points,
    pointAt: (address) => points[bearerAt(bearers, address)],
    rules: rules.rules,
  }
  known.set(next, bearers)
  noteChanges(snapshot, next, { rules: rules.changed, points: changed })
  return keepIndex(next, index)
}

function withObject(
  document: FlowgateDocument,
  change: MembershipChange,
  index: SnapshotIndex,
): FlowgateDocument {
  if (change.kind === 'group')
    return { ...document, groups: withAt(document.groups, index.groupAt.get(change.id), change.group) }
  const { inventory } = document
  const workloads = withAt(inventory.workloads, index.workloadAt.get(change.id), change.workload)
  return { ...document, inventory: { ...inventory, workloads } }
}

function withAt<T>(list: readonly T[], at: number | undefined, item: T | null): readonly T[] {
  if (at === undefined) return item === null ? list : [...list, item]
  if (item === null) return list.toSpliced(at, 1)
  return list.with(at, item)
}

/** Does everything else keep its number? */
function staysInPlace({ document }: Snapshot, change: MembershipChange, index: SnapshotIndex): boolean {
  if (change.kind === 'group') {
    const old = document.groups[index.groupAt.get(change.id) ?? -1]
    return old !== undefined && change.group?.id === old.id && change.group.name === old.name
  }
  const old = document.inventory.workloads[index.workloadAt.get(change.id) ?? -1]
  return (
    old !== undefined && change.workload?.id === old.id && change.workload.vnics.length === old.vnics.length
  )
}

/** Is the changed object right, in a document that was right without the change? */
function isValid({ groups }: FlowgateDocument, change: MembershipChange, { known }: SnapshotIndex): boolean {
  let issues = 0
  const report: Report = () => {
    issues += 1
  }
  if (change.kind === 'workload' && change.workload !== null)
    checkWorkload(report, [], change.workload, known)
  if (change.kind === 'group' && change.group !== null) {
    checkGroup(report, [], change.group, known.groups, known)
    if (change.group.members.groups.length > 0 && findGroupCycle(groups) !== null) issues += 1
  }
  return issues === 0
}
