import type { Snapshot } from '../compile/snapshot.ts'
import { type Address, formatAddress } from '../model/address.ts'
import { contains } from '../model/address-set.ts'
import { type CriterionReason, criteriaHold, explainCriteria } from '../resolve/criteria.ts'
import { directReasons, type Reason } from '../resolve/reasons.ts'

/** Whether an address belongs to a group, and what makes or breaks it. */
export interface MembershipExplanation {
  readonly group: string
  readonly belongs: boolean
  /** Why workloads that bear the address are in the group. */
  readonly reasons: readonly (Reason & { readonly workload: string })[]
  /** The address is written in the group, or in one nested in it, whoever bears it. */
  readonly byAddress: boolean
  /** Where it does not belong: for each bearer and each criteria of the group and its nested groups, the leaves that fail. */
  readonly missing: readonly {
    readonly workload: string
    readonly group: string
    readonly leaves: readonly CriterionReason[]
  }[]
}

/** Down to the tag, name, segment or address. Identity members are left aside: they depend on the packet's user. */
export function explainMembership(
  { points, resolution }: Snapshot,
  groupId: string,
  address: Address,
): MembershipExplanation {
  const belongs = contains(resolution.addresses(groupId), address)
  const parts = resolution.parts(groupId)
  const bearers = points.filter(({ vnic }) => vnic.addresses.includes(address))
  const reasons = bearers.flatMap(({ workload, vnic }) =>
    parts
      .flatMap((part) => directReasons(part, workload, [vnic]))
      .filter((reason) => reason.kind !== 'segment' || reason.vnic === vnic.vnic.id)
      .filter((reason) => reason.kind !== 'address' || reason.address === formatAddress(address))
      .map((reason) => ({ ...reason, workload: workload.id })),
  )
  const missing = (belongs ? [] : bearers).flatMap(({ workload }) =>
    parts.flatMap(({ direct: { group } }) =>
      group.criteria === null || criteriaHold(group.criteria, workload)
        ? []
        : [
            {
              workload: workload.id,
              group: group.id,
              leaves: explainCriteria(group.criteria, workload, false),
            },
          ],
    ),
  )
  return {
    group: groupId,
    belongs,
    reasons,
    byAddress: parts.some(({ direct }) => contains(direct.addresses, address)),
    missing,
  }
}
