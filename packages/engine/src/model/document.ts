/**
 * The Flowgate document: plain JSON, exactly as it is written in YAML, stored in a revision and sent over the API.
 *
 * Everything here is data as people write it: ids and addresses are strings, nothing is resolved. `parseDocument` turns it
 * into proof (branded, checked, indexed) or into a list of every error found.
 */

export const CATEGORIES = ['emergency', 'infrastructure', 'environment', 'application'] as const
/** Evaluation stage, in the order of `CATEGORIES`; after the last comes the default rule. */
export type Category = (typeof CATEGORIES)[number]

export type RuleAction = 'allow' | 'drop' | 'reject' | 'jump-to-application'
export type DefaultAction = 'allow' | 'drop'
export type Direction = 'in' | 'out' | 'in-out'
export type IpVersion = 'ipv4' | 'ipv6' | 'any'
export type EnforcementMode = 'idle' | 'visibility' | 'selective' | 'full'
export type WorkloadKind = 'vm' | 'container' | 'bare-metal'
export type PowerState = 'on' | 'off' | 'suspended'

/** `scope:value`; an empty scope is allowed and written as `:value`. */
export interface Tag {
  readonly scope: string
  readonly value: string
}

export interface Site {
  readonly id: string
  readonly name: string
}

export interface Cluster {
  readonly id: string
  readonly name: string
  readonly site: string
}

export interface Host {
  readonly id: string
  readonly name: string
  readonly cluster: string | null
}

export interface Segment {
  readonly id: string
  readonly name: string
  /** 802.1Q VLAN id, 1 to 4094, or null where the segment is an overlay. */
  readonly vlan: number | null
  /** CIDRs in canonical text. */
  readonly subnets: readonly string[]
}

export interface Vnic {
  readonly id: string
  /** Lower-case, colon-separated, or null when unknown. */
  readonly mac: string | null
  readonly segment: string | null
  /** IPv4 and IPv6 addresses in canonical text. */
  readonly addresses: readonly string[]
}

export interface Workload {
  readonly id: string
  readonly name: string
  readonly kind: WorkloadKind
  readonly host: string | null
  readonly os: string | null
  readonly powerState: PowerState
  readonly tags: readonly Tag[]
  readonly vnics: readonly Vnic[]
  readonly mode: EnforcementMode
  /** Only in mode `selective`: ids of the services that are enforced. */
  readonly selectiveServices: readonly string[]
  /** On the exclusion list: its vNICs are not protected, nothing is evaluated there. */
  readonly excluded: boolean
}

export interface Inventory {
  readonly sites: readonly Site[]
  readonly clusters: readonly Cluster[]
  readonly hosts: readonly Host[]
  readonly segments: readonly Segment[]
  readonly workloads: readonly Workload[]
}

export type CriterionField = 'tag' | 'name' | 'os' | 'segment'
export type CriterionOperator =
  | 'equals'
  | 'not-equals'
  | 'in'
  | 'starts-with'
  | 'ends-with'
  | 'contains'
  | 'exists'

/**
 * One leaf. For `tag`, `scope` selects which of the workload's tags are looked at (null = any scope) and the operator is
 * applied to their values; `not-equals` holds when no such tag has the value; `exists` takes no values; `in` takes one or
 * more values, every other operator exactly one. Comparison is case-sensitive. `segment` compares segment ids.
 */
export interface Criterion {
  readonly field: CriterionField
  readonly scope: string | null
  readonly operator: CriterionOperator
  readonly values: readonly string[]
}

/** A boolean tree. An empty `all` holds for every workload, an empty `any` for none. */
export type Criteria =
  | Criterion
  | { readonly all: readonly Criteria[] }
  | { readonly any: readonly Criteria[] }
  | { readonly not: Criteria }

export interface GroupMembers {
  readonly workloads: readonly string[]
  readonly segments: readonly string[]
  readonly groups: readonly string[]
  /** Single addresses, CIDRs and ranges (`10.0.0.1-10.0.0.9`), IPv4 and IPv6. */
  readonly addresses: readonly string[]
  /** `user:NAME`, `group:NAME` or `claim:KEY=VALUE` of the identity provider. */
  readonly identities: readonly string[]
}

export interface SecurityGroup {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly members: GroupMembers
  readonly criteria: Criteria | null
}

/** Inclusive. A single port p is [p, p]. */
export type PortRange = readonly [number, number]

export type ServiceEntry =
  | {
      readonly protocol: 'tcp' | 'udp' | 'sctp'
      /** Empty = any. */
      readonly sourcePorts: readonly PortRange[]
      /** Empty = any. */
      readonly destinationPorts: readonly PortRange[]
    }
  | {
      readonly protocol: 'icmp' | 'icmpv6'
      /** null = any type. */
      readonly type: number | null
      /** null = any code; needs a type. */
      readonly code: number | null
    }
  | {
      readonly protocol: 'ip'
      /** IANA protocol number, 0 to 255. */
      readonly number: number
    }

export interface Service {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly entries: readonly ServiceEntry[]
  /** Ids of nested services. */
  readonly services: readonly string[]
}

/** Application identity or FQDN list that a rule may require besides its service. */
export interface ContextProfile {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Any of these application ids; empty = no condition on it. */
  readonly appIds: readonly string[]
  /** Any of these names, `*.example.org` allowed; empty = no condition on it. */
  readonly fqdns: readonly string[]
}

/** Groups and inline addresses together; both empty = any. `negated` is the complement and needs at least one of them. */
export interface Endpoints {
  readonly groups: readonly string[]
  readonly addresses: readonly string[]
  readonly negated: boolean
}

/** Named services and inline entries together; both empty = any service. */
export interface RuleServices {
  readonly services: readonly string[]
  readonly entries: readonly ServiceEntry[]
}

/** Active only inside the window: RFC 3339 times in UTC; days 0 (Sunday) to 6; minutes of the UTC day, end exclusive. */
export interface Schedule {
  readonly notBefore: string | null
  readonly notAfter: string | null
  /** Empty = every day. */
  readonly days: readonly number[]
  /** null = all day; `from` > `to` wraps over midnight. */
  readonly minutes: readonly [number, number] | null
}

export interface Rule {
  readonly id: string
  readonly name: string
  readonly sources: Endpoints
  readonly destinations: Endpoints
  readonly services: RuleServices
  /** Ids of context profiles; all must hold. */
  readonly contextProfiles: readonly string[]
  /** Names of processes at the evaluated workload; empty = any. */
  readonly processes: readonly string[]
  /** `user:NAME` or `group:NAME` of the initiator; empty = any. */
  readonly users: readonly string[]
  readonly direction: Direction
  readonly ipVersion: IpVersion
  /** Ids of groups; empty = the policy's applied-to. */
  readonly appliedTo: readonly string[]
  readonly action: RuleAction
  readonly log: boolean
  readonly enabled: boolean
  readonly schedule: Schedule | null
  readonly note: string
}

export interface Policy {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly category: Category
  /** Ids of groups; empty = all protected vNICs. */
  readonly appliedTo: readonly string[]
  readonly enabled: boolean
  readonly stateful: boolean
  /** Drop a TCP segment that is not a SYN and belongs to no known connection. Needs `stateful`. */
  readonly tcpStrict: boolean
  /** In order; the first rule that matches decides. */
  readonly rules: readonly Rule[]
}

export interface Assertion {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: 'must-deny' | 'must-allow'
  readonly sources: Endpoints
  readonly destinations: Endpoints
  readonly services: RuleServices
  readonly severity: 'low' | 'medium' | 'high' | 'critical'
  readonly owner: string
}

export interface PolicySettings {
  /** What happens to a packet that no rule matched. */
  readonly defaultAction: DefaultAction
  readonly logDefault: boolean
}

/** What a draft edits and a revision freezes. Policies are listed by category, then in evaluation order. */
export interface PolicySet {
  readonly settings: PolicySettings
  readonly groups: readonly SecurityGroup[]
  readonly services: readonly Service[]
  readonly contextProfiles: readonly ContextProfile[]
  readonly policies: readonly Policy[]
  readonly assertions: readonly Assertion[]
}

export interface FlowgateDocument extends PolicySet {
  readonly apiVersion: 'flowgate/v1'
  readonly kind: 'Document'
  readonly inventory: Inventory
}
