import { type Address, parseAddress } from '../model/address.ts'
import type { Vnic, Workload } from '../model/document.ts'

/** A vNIC with its addresses parsed. */
export interface SlotVnic {
  readonly vnic: Vnic
  readonly addresses: readonly Address[]
}

/** A workload under a small number, so that sets of workloads are bitsets. */
export interface Slot {
  readonly workload: Workload
  readonly vnics: readonly SlotVnic[]
}

/** INVARIANT: `slots[byId.get(id)]` holds the workload `id`; null marks a number whose workload is gone, free to be used again. */
export interface SlotTable {
  readonly slots: readonly (Slot | null)[]
  readonly byId: ReadonlyMap<string, number>
}

export function createSlot(workload: Workload): Slot {
  return {
    workload,
    vnics: workload.vnics.map((vnic) => ({
      vnic,
      addresses: vnic.addresses.flatMap((text) => {
        const address = parseAddress(text)
        return address.ok ? [address.value] : []
      }),
    })),
  }
}

export function createSlotTable(workloads: readonly Workload[]): SlotTable {
  const byId = new Map<string, number>()
  const slots: Slot[] = []
  for (const workload of workloads) {
    if (byId.has(workload.id)) continue
    byId.set(workload.id, slots.length)
    slots.push(createSlot(workload))
  }
  return { slots, byId }
}

/** The table with one workload put in (or, given null, taken out). The old table stays as it was. */
export function withWorkload(table: SlotTable, id: string, workload: Workload | null): SlotTable {
  const known = table.byId.get(id)
  if (known === undefined && workload === null) return table
  const slots = table.slots.slice()
  if (workload !== null && known !== undefined) {
    slots[known] = createSlot(workload)
    return { slots, byId: table.byId }
  }
  const byId = new Map(table.byId)
  if (workload === null) {
    slots[known ?? 0] = null
    byId.delete(id)
  } else {
    const free = slots.indexOf(null)
    const slot = free < 0 ? slots.length : free
    slots[slot] = createSlot(workload)
    byId.set(id, slot)
  }
  return { slots, byId }
}
