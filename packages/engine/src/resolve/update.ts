import type { SecurityGroup, Workload } from '../model/document.ts'
import { hasBit } from './bitset.ts'
import { createCriteriaIndex } from './criteria-index.ts'
import { type DirectMembers, directMembers, holdsVnic, withSlotBit } from './direct.ts'
import { type GroupShape, groupShape, hasSameShape, maybeTurned } from './group-shape.ts'
import { directOf, withGroup } from './group-table.ts'
import { Resolution } from './resolution.ts'
import { type Slot, withWorkload } from './slots.ts'

/**
 * One change of the inventory or of a group; null takes the object away. A segment's own fields decide no membership (vNICs
 * name it by id), so a change of a segment is the change of the workloads on it.
 */
export type ResolutionChange =
  | { readonly kind: 'workload'; readonly id: string; readonly workload: Workload | null }
  | { readonly kind: 'group'; readonly id: string; readonly group: SecurityGroup | null }
  | { readonly kind: 'segment'; readonly id: string }

/**
 * The resolution after one change, equal in every answer to a full resolve of the changed inputs; the given one stays valid.
 * What was computed for groups that the change does not touch is kept.
 */
export const updateResolution = (resolution: Resolution, change: ResolutionChange): Resolution =>
  resolveChange(resolution, change).resolution

/** A resolution after a change, and the groups whose members may be others by now. */
export interface ResolvedChange {
  readonly resolution: Resolution
  readonly touched: ReadonlySet<string>
}

/** `updateResolution`, for those who want to know what it touched. */
export function resolveChange(resolution: Resolution, change: ResolutionChange): ResolvedChange {
  switch (change.kind) {
    case 'workload':
      return updateWorkload(resolution, change.id, change.workload)
    case 'group':
      return updateGroup(resolution, change.id, change.group)
    case 'segment':
      return { resolution, touched: new Set() }
  }
}

function updateWorkload(resolution: Resolution, id: string, workload: Workload | null): ResolvedChange {
  const { table: before, groups, shape } = resolution
  const after = withWorkload(before, id, workload)
  if (after === before) return { resolution, touched: new Set() }
  const number = after.byId.get(id) ?? before.byId.get(id) ?? 0
  const oldSlot = before.byId.has(id) ? (before.slots[number] ?? null) : null
  const newSlot = after.slots[number] ?? null
  const own = groups.own.slice()
  const touched = new Set<string>()
  const touch = (at: number): void => {
    const direct = own[at]
    if (direct !== undefined) touched.add(direct.group.id)
  }
  for (let at = 0; at < own.length; at += 1)
    if (hasBit((own[at] as DirectMembers).workloads, number)) touch(at)
  for (const at of turnedBy(shape, own.length, oldSlot, newSlot)) {
    const direct = own[at] as DirectMembers
    own[at] = withSlotBit(direct, number, newSlot)
    if (own[at] !== direct) touch(at)
  }
  for (const at of shape.byPlace) {
    const direct = own[at] as DirectMembers
    if ([oldSlot, newSlot].some((slot) => slot?.vnics.some((vnic) => holdsVnic(direct, vnic)))) touch(at)
  }
  const except = withAncestors(touched, shape)
  const table = { numberOf: groups.numberOf, own }
  return { resolution: new Resolution(after, table, { from: resolution, except, shape }), touched: except }
}

/** Numbers of the groups that may hold one of the two as a whole and not the other. */
function turnedBy(
  shape: GroupShape,
  groups: number,
  before: Slot | null,
  after: Slot | null,
): Iterable<number> {
  if (before === null || after === null) return Array.from({ length: groups }, (_, number) => number)
  return maybeTurned(shape, before.workload, after.workload)
}

function updateGroup(resolution: Resolution, id: string, group: SecurityGroup | null): ResolvedChange {
  const { table, groups } = resolution
  const old = directOf(groups, id)
  const workloads =
    group === null || group.criteria === null ? [] : table.slots.map((slot) => slot?.workload ?? null)
  const direct = group === null ? null : directMembers(group, table, createCriteriaIndex(workloads))
  const after = withGroup(groups, id, direct)
  const isKept = old !== undefined && group !== null && hasSameShape(old.group, group)
  const shape = isKept ? resolution.shape : groupShape(after)
  const touched = withAncestors(new Set([id]), shape)
  return {
    resolution: new Resolution(table, after, { from: resolution, except: touched, shape }),
    touched,
  }
}

/** The groups themselves and every group that nests them, however deep. */
function withAncestors(ids: ReadonlySet<string>, { parents }: GroupShape): ReadonlySet<string> {
  const all = new Set(ids)
  for (const id of all) for (const parent of parents.get(id) ?? []) all.add(parent)
  return all
}
