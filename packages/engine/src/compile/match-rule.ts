import type { Address } from '../model/address.ts'
import type { AddressSet } from '../model/address-set.ts'
import type {
  Category,
  ContextProfile,
  Direction,
  IpVersion,
  PolicySettings,
  RuleAction,
  Schedule,
  ServiceEntry,
  Workload,
} from '../model/document.ts'
import type { SlotVnic } from '../resolve/slots.ts'

/** One side of a rule with its groups resolved. `any` when the rule names neither group nor address. */
export interface EndpointTerm {
  readonly any: boolean
  readonly negated: boolean
  /** The address belongs to the side when any of these holds it. */
  readonly addresses: readonly AddressSet[]
  /** Identity members of the groups. They name the initiator, so only the source side looks at them. */
  readonly identities: readonly string[]
}

/** A rule with everything looked up that a packet is compared with. */
export interface MatchRule {
  readonly id: string
  readonly policy: string
  readonly category: Category
  /** The rule's own switch and its policy's. */
  readonly enabled: boolean
  readonly schedule: Schedule | null
  readonly direction: Direction
  readonly ipVersion: IpVersion
  /** Numbers of the vNICs in the applied-to; null = every vNIC. */
  readonly appliedTo: ReadonlySet<number> | null
  readonly sources: EndpointTerm
  readonly destinations: EndpointTerm
  /** Null = any service. */
  readonly entries: readonly ServiceEntry[] | null
  readonly contextProfiles: readonly ContextProfile[]
  readonly processes: readonly string[]
  readonly users: readonly string[]
  readonly action: RuleAction
  readonly log: boolean
  readonly stateful: boolean
  readonly tcpStrict: boolean
}

/** A vNIC at which packets are evaluated. */
export interface EnforcementPoint {
  /** Its number in `MatchWorld.points`, and in every `appliedTo`. */
  readonly number: number
  readonly workload: Workload
  readonly vnic: SlotVnic
  /** Entries of the services that mode `selective` enforces. */
  readonly selected: readonly ServiceEntry[]
}

/** All that an evaluation looks at: the whole snapshot, or the span of one host. */
export interface MatchWorld {
  readonly settings: PolicySettings
  /** In evaluation order: by category, policy, rule. */
  readonly rules: readonly MatchRule[]
  readonly points: readonly EnforcementPoint[]
  /** Where several vNICs bear one address, the one of the workload with the lowest id, then the first of its vNICs. */
  readonly pointAt: (address: Address) => EnforcementPoint | undefined
}
