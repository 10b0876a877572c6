import type { AddressRange } from '../model/address.ts'
import { type AddressSet, addressSet } from '../model/address-set.ts'
import type { Inventory, SecurityGroup } from '../model/document.ts'
import { bitsOf, hasBit } from './bitset.ts'
import { createCriteriaIndex } from './criteria-index.ts'
import { directMembers, holdsVnic } from './direct.ts'
import { type Effective, foldGroup, type Part, partsOf } from './effective.ts'
import { type GroupShape, groupShape } from './group-shape.ts'
import { createGroupTable, directOf, GroupMap, type GroupTable } from './group-table.ts'
import { directReasons, type Reason } from './reasons.ts'
import { createSlotTable, type Slot, type SlotTable, type SlotVnic } from './slots.ts'

/** What a group resolves to now. */
export interface EffectiveMember {
  readonly workload: string
  /** The vNICs that are in the group: all of them, or those on a member segment or with a member address. */
  readonly vnics: readonly string[]
  /** Never empty. */
  readonly reasons: readonly Reason[]
}

/**
 * Groups against an inventory: an immutable answer to "who is in it, and why". Everything is computed when first asked for
 * and kept. Unknown group ids have no members; ids of nested groups, workloads or segments that do not exist hold nothing;
 * a cycle of groups is walked once (`checkDocument` refuses it).
 */
export class Resolution {
  readonly table: SlotTable
  readonly groups: GroupTable
  readonly #effective: GroupMap<Effective>
  readonly #addresses: GroupMap<AddressSet>
  #shape: GroupShape | null
  #segments: ReadonlyMap<string, readonly SlotVnic[]> | null = null

  /** Use `resolveGroups` or `updateResolution`. */
  constructor(
    table: SlotTable,
    groups: GroupTable,
    keep?: { from: Resolution; except: ReadonlySet<string>; shape: GroupShape | null },
  ) {
    this.table = table
    this.groups = groups
    this.#effective =
      keep === undefined ? new GroupMap(groups) : keep.from.#effective.without(keep.except, groups)
    this.#addresses =
      keep === undefined ? new GroupMap(groups) : keep.from.#addresses.without(keep.except, groups)
    this.#shape = keep?.shape ?? null
  }

  get groupIds(): Iterable<string> {
    return this.groups.numberOf.keys()
  }

  get shape(): GroupShape {
    this.#shape ??= groupShape(this.groups)
    return this.#shape
  }

  /** Effective members, sorted by workload id, each with every reason. */
  members(groupId: string): readonly EffectiveMember[] {
    const effective = this.#effectiveOf(groupId)
    const parts = this.parts(groupId)
    const members: EffectiveMember[] = []
    for (const [number, slot] of this.table.slots.entries()) {
      if (slot === null) continue
      const vnics = slot.vnics.filter(
        (vnic) => hasBit(effective.workloads, number) || holdsVnic(effective, vnic),
      )
      if (vnics.length === 0 && !hasBit(effective.workloads, number)) continue
      const { workload } = slot
      const reasons = parts.flatMap((part) => directReasons(part, workload, slot.vnics))
      members.push({ workload: workload.id, vnics: vnics.map(({ vnic }) => vnic.id), reasons })
    }
    return members.sort((a, b) => (a.workload < b.workload ? -1 : 1))
  }

  /** Ids of the effective members, sorted: `members` without the reasons, for counting and filtering. */
  memberIds(groupId: string): readonly string[] {
    const effective = this.#effectiveOf(groupId)
    const ids: string[] = []
    const { slots } = this.table
    // Only segments and addresses can hold a vNIC of a workload whose bit is not set.
    const byBit = effective.segments.size === 0 && effective.addresses.length === 0
    for (const number of byBit ? bitsOf(effective.workloads) : slots.keys()) {
      const slot = slots[number] ?? null
      if (slot !== null && (byBit || this.#holds(effective, number, slot))) ids.push(slot.workload.id)
    }
    return ids.sort()
  }

  /** The group and every group nested in it, each with a shortest path to it; empty for an unknown group. */
  parts(groupId: string): readonly Part[] {
    return partsOf(groupId, (id) => directOf(this.groups, id))
  }

  /** Every address of the group: those its member vNICs bear and those written in it. */
  addresses(groupId: string): AddressSet {
    const known = this.#addresses.get(groupId)
    if (known !== undefined) return known
    const effective = this.#effectiveOf(groupId)
    const ranges: AddressRange[] = [...effective.addresses]
    const add = ({ addresses }: SlotVnic): void => {
      for (const address of addresses) ranges.push({ first: address, last: address })
    }
    for (const number of bitsOf(effective.workloads))
      for (const vnic of this.table.slots[number]?.vnics ?? []) add(vnic)
    for (const segment of effective.segments) for (const vnic of this.#onSegment(segment)) add(vnic)
    const made = addressSet(ranges)
    this.#addresses.set(groupId, made)
    return made
  }

  /** Identity members (`user:NAME`, `group:NAME`, `claim:KEY=VALUE`), nested groups included, sorted. */
  identities(groupId: string): readonly string[] {
    return this.#effectiveOf(groupId).identities
  }

  /** Is this vNIC in the group: with its whole workload, by its segment, or by one of its addresses? */
  holdsVnic(groupId: string, workloadId: string, vnic: SlotVnic): boolean {
    const effective = this.#effectiveOf(groupId)
    return hasBit(effective.workloads, this.table.byId.get(workloadId) ?? -1) || holdsVnic(effective, vnic)
  }

  /** The groups that the workload is an effective member of, sorted. */
  groupsOf(workloadId: string): readonly string[] {
    const number = this.table.byId.get(workloadId)
    const slot = number === undefined ? null : this.table.slots[number]
    if (number === undefined || slot === null || slot === undefined) return []
    return [...this.groupIds].filter((id) => this.#holds(this.#effectiveOf(id), number, slot)).sort()
  }

  /** The vNICs on a segment. */
  #onSegment(segment: string): readonly SlotVnic[] {
    this.#segments ??= vnicsBySegment(this.table)
    return this.#segments.get(segment) ?? []
  }

  #holds(effective: Effective, number: number, slot: Slot): boolean {
    return hasBit(effective.workloads, number) || slot.vnics.some((vnic) => holdsVnic(effective, vnic))
  }

  #effectiveOf(groupId: string): Effective {
    return (
      this.#effective.get(groupId) ??
      foldGroup(groupId, (id) => directOf(this.groups, id), this.#effective, this.table.slots.length)
    )
  }
}

function vnicsBySegment(table: SlotTable): ReadonlyMap<string, readonly SlotVnic[]> {
  const bySegment = new Map<string, SlotVnic[]>()
  for (const slot of table.slots) {
    for (const vnic of slot?.vnics ?? []) {
      if (vnic.vnic.segment === null) continue
      const known = bySegment.get(vnic.vnic.segment)
      if (known === undefined) bySegment.set(vnic.vnic.segment, [vnic])
      else known.push(vnic)
    }
  }
  return bySegment
}

/** Resolves every group against the inventory. */
export function resolveGroups({
  groups,
  inventory,
}: {
  readonly groups: readonly SecurityGroup[]
  readonly inventory: Inventory
}): Resolution {
  const table = createSlotTable(inventory.workloads)
  const index = createCriteriaIndex(table.slots.map((slot) => slot?.workload ?? null))
  return new Resolution(table, createGroupTable(groups.map((group) => directMembers(group, table, index))))
}
