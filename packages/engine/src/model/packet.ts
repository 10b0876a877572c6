export type L4 =
  | {
      readonly protocol: 'tcp' | 'udp' | 'sctp'
      readonly sourcePort: number
      readonly destinationPort: number
    }
  | { readonly protocol: 'icmp' | 'icmpv6'; readonly type: number; readonly code: number }
  | { readonly protocol: 'ip'; readonly number: number }

/** Conditions that no header carries. Leave one out when it is unknown. */
export interface PacketContext {
  readonly appId?: string | null
  readonly fqdn?: string | null
  readonly user?: string | null
  /** Directory groups of `user`. */
  readonly userGroups?: readonly string[]
  /** `KEY=VALUE` claims that the identity provider made about `user`. */
  readonly userClaims?: readonly string[]
  readonly process?: string | null
}

/** The first packet of a connection unless `state` says otherwise. Addresses in any valid text form. */
export interface Packet {
  readonly source: string
  readonly destination: string
  readonly l4: L4
  /** A fragment after the first carries no ports: only rules without ports can match it. */
  readonly fragment?: boolean
  /** Flags of a TCP segment; absent = SYN. */
  readonly tcpFlags?: {
    readonly syn: boolean
    readonly ack: boolean
    readonly rst: boolean
    readonly fin: boolean
  }
  readonly context?: PacketContext
}
