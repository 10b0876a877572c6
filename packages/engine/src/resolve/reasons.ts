import { formatAddress } from '../model/address.ts'
import { contains } from '../model/address-set.ts'
import type { Criterion, Workload } from '../model/document.ts'
import { criteriaHold, explainCriteria } from './criteria.ts'
import type { Part } from './effective.ts'
import type { SlotVnic } from './slots.ts'

/**
 * Why a workload is an effective member. `through` is the path of nested groups from the asked group down to the one that
 * holds the workload, empty where that is the asked group itself.
 */
export type Reason = OwnReason & { readonly through: readonly string[] }

type OwnReason =
  | { readonly kind: 'static' }
  | { readonly kind: 'segment'; readonly segment: string; readonly vnic: string }
  | {
      readonly kind: 'criterion'
      /** Null where the criteria hold without looking at the workload (an empty `all`). */
      readonly criterion: Criterion | null
      /** The tag (`scope:value`), name, OS or segment id that made the leaf hold; null where none had to. */
      readonly value: string | null
      /** The leaf stands under `not`: it is a reason because it did not hold. */
      readonly negated: boolean
    }
  | {
      readonly kind: 'address'
      /** The group's member as written: an address, a network or a range. */
      readonly member: string
      readonly address: string
      readonly vnic: string
    }

/** Every reason for which a group itself, its nested groups left aside, holds the workload. */
export function directReasons(part: Part, workload: Workload, vnics: readonly SlotVnic[]): readonly Reason[] {
  const { group, statics, segments, written, addresses: set } = part.direct
  const reasons: Reason[] = []
  const add = (reason: OwnReason): void => void reasons.push({ ...reason, through: part.through })
  if (statics.has(workload.id)) add({ kind: 'static' })
  for (const { segment, id } of workload.vnics) {
    if (segment !== null && segments.has(segment)) add({ kind: 'segment', segment, vnic: id })
  }
  if (group.criteria !== null && criteriaHold(group.criteria, workload)) {
    const leaves = explainCriteria(group.criteria, workload)
    if (leaves.length === 0) add({ kind: 'criterion', criterion: null, value: null, negated: false })
    for (const leaf of leaves) add({ kind: 'criterion', ...leaf })
  }
  for (const { vnic, addresses } of vnics) {
    for (const address of addresses) {
      if (!contains(set, address)) continue
      for (const { member, range } of written) {
        if (address < range.first || address > range.last) continue
        add({ kind: 'address', member, address: formatAddress(address), vnic: vnic.id })
      }
    }
  }
  return reasons
}
