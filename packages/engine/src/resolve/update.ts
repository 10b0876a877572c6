import type { SecurityGroup, Workload } from '../model/document.ts'
import { createCriteriaIndex } from './criteria-index.ts'
import { type DirectMembers, directMembers, touches, withSlotBit } from './direct.ts'
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
  const before = resolution.table
  const after = withWorkload(before, id, workload)
  if (after === before) return { resolution, touched: new Set() }
  const number = after.byId.get(id) ?? before.byId.get(id) ?? 0
  const oldSlot = before.byId.has(id) ? (before.slots[number] ?? null) : null
  const newSlot = after.slots[number] ?? null
  const direct = new Map<string, DirectMembers>()
  const own = new Set<string>()
  for (const [groupId, members] of resolution.direct) {
    const next = withSlotBit(members, number, newSlot)
    direct.set(groupId, next)
    if (isTouched(members, number, oldSlot) || isTouched(next, number, newSlot)) own.add(groupId)
  }
  const touched = withAncestors(own, direct)
  return { resolution: new Resolution(after, direct, { from: resolution, except: touched }), touched }
}

const isTouched = (own: DirectMembers, number: number, slot: Slot | null): boolean =>
  slot !== null && touches(own, number, slot)

function updateGroup(resolution: Resolution, id: string, group: SecurityGroup | null): ResolvedChange {
  const direct = new Map(resolution.direct)
  if (group === null) {
    direct.delete(id)
  } else {
    const workloads =
      group.criteria === null ? [] : resolution.table.slots.map((slot) => slot?.workload ?? null)
    direct.set(id, directMembers(group, resolution.table, createCriteriaIndex(workloads)))
  }
  const touched = withAncestors(new Set([id]), direct)
  return {
    resolution: new Resolution(resolution.table, direct, { from: resolution, except: touched }),
    touched,
  }
}

/** The groups themselves and every group that nests them, however deep. */
function withAncestors(
  ids: ReadonlySet<string>,
  direct: ReadonlyMap<string, DirectMembers>,
): ReadonlySet<string> {
  const parents = new Map<string, string[]>()
  for (const [id, { group }] of direct) {
    for (const nested of group.members.groups) {
      const known = parents.get(nested)
      if (known === undefined) parents.set(nested, [id])
      else known.push(id)
    }
  }
  const all = new Set(ids)
  for (const id of all) for (const parent of parents.get(id) ?? []) all.add(parent)
  return all
}
