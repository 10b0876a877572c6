import type { Address } from '../model/address.ts'
import type { Service } from '../model/document.ts'
import { flattenService } from '../model/service.ts'
import type { Slot } from '../resolve/slots.ts'
import type { EnforcementPoint } from './match-rule.ts'

/** Every vNIC of the workloads, numbered in the order of workload id, then of the workload's own list. */
export function enforcementPoints(
  slots: Iterable<Slot>,
  services: ReadonlyMap<string, Service>,
): readonly EnforcementPoint[] {
  const sorted = [...slots].sort((a, b) => (a.workload.id < b.workload.id ? -1 : 1))
  const points: EnforcementPoint[] = []
  for (const { workload, vnics } of sorted) {
    const selected =
      workload.mode === 'selective'
        ? workload.selectiveServices.flatMap((id) => flattenService(id, services))
        : []
    for (const vnic of vnics) points.push({ number: points.length, workload, vnic, selected })
  }
  return points
}

/** Which point bears an address; the first one where several do. */
export function pointsByAddress(points: readonly EnforcementPoint[]): ReadonlyMap<Address, EnforcementPoint> {
  const byAddress = new Map<Address, EnforcementPoint>()
  for (const point of points) {
    for (const address of point.vnic.addresses) if (!byAddress.has(address)) byAddress.set(address, point)
  }
  return byAddress
}
