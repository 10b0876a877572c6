import type { AddressRange } from '../model/address.ts'
import { type AddressSet, addressSet, contains } from '../model/address-set.ts'
import { parseAddressSpec } from '../model/address-spec.ts'
import type { SecurityGroup } from '../model/document.ts'
import { addBit, type Bitset, emptyBitset, hasBit } from './bitset.ts'
import { criteriaHold } from './criteria.ts'
import type { CriteriaIndex } from './criteria-index.ts'
import type { Slot, SlotTable, SlotVnic } from './slots.ts'

/** What one group holds by itself, its nested groups left aside. */
export interface DirectMembers {
  readonly group: SecurityGroup
  /** Ids of the static members. */
  readonly statics: ReadonlySet<string>
  /** Slots of whole workloads: static members and those the criteria hold for. */
  readonly workloads: Bitset
  /** Members on these segments are single vNICs, not whole workloads. */
  readonly segments: ReadonlySet<string>
  /** The addresses, networks and ranges written in the group: each, and all of them merged. */
  readonly written: readonly { readonly member: string; readonly range: AddressRange }[]
  readonly addresses: AddressSet
}

export function directMembers(group: SecurityGroup, table: SlotTable, index: CriteriaIndex): DirectMembers {
  const workloads = group.criteria === null ? emptyBitset(table.slots.length) : index.select(group.criteria)
  for (const id of group.members.workloads) {
    const slot = table.byId.get(id)
    if (slot !== undefined) addBit(workloads, slot)
  }
  const written = group.members.addresses.flatMap((member) => {
    const range = parseAddressSpec(member)
    return range.ok ? [{ member, range: range.value }] : []
  })
  return {
    group,
    statics: new Set(group.members.workloads),
    workloads,
    segments: new Set(group.members.segments),
    written,
    addresses: addressSet(written.map(({ range }) => range)),
  }
}

/** Is the workload, as a whole, a member by this group itself? */
export const holdsWorkload = ({ group, statics }: DirectMembers, { workload }: Slot): boolean =>
  statics.has(workload.id) || (group.criteria !== null && criteriaHold(group.criteria, workload))

/** Does the group itself hold this vNIC apart from its workload: by its segment, or by one of its addresses? */
export const holdsVnic = (
  { segments, addresses }: Pick<DirectMembers, 'segments' | 'addresses'>,
  vnic: SlotVnic,
): boolean =>
  (vnic.vnic.segment !== null && segments.has(vnic.vnic.segment)) ||
  (addresses.length > 0 && vnic.addresses.some((address) => contains(addresses, address)))

/** The same members with the bit of one slot set anew; the same object where nothing changes. */
export function withSlotBit(direct: DirectMembers, slot: number, entry: Slot | null): DirectMembers {
  const holds = entry !== null && holdsWorkload(direct, entry)
  if (holds === hasBit(direct.workloads, slot)) return direct
  const workloads = emptyBitset(Math.max(direct.workloads.length * 32, slot + 1))
  workloads.set(direct.workloads)
  if (holds) addBit(workloads, slot)
  else workloads[slot >>> 5] = (workloads[slot >>> 5] ?? 0) & ~(1 << (slot & 31))
  return { ...direct, workloads }
}
