/** What an observer saw of one connection, or of many alike, before anybody knows which workloads its addresses belong to. */
export interface FlowRecord {
  /** Canonical address text of the side that opened the connection. */
  readonly source: string
  readonly destination: string
  /** Name the observer gave the side (a pod, a host), null when it gave none. */
  readonly sourceName: string | null
  readonly destinationName: string | null
  /** IANA protocol number. */
  readonly protocol: number
  /** Destination port of TCP, UDP and SCTP; type * 256 + code of ICMP and ICMPv6; 0 otherwise. */
  readonly port: number
  /** What the observer says happened; null when it does not say. */
  readonly verdict: 'allowed' | 'denied' | null
  readonly sessions: number
  /** Both directions together. */
  readonly bytes: number
  readonly packets: number
  /** Milliseconds since the epoch. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly appId: string | null
  readonly user: string | null
  readonly process: string | null
}

/** A line that is no record: kept with its number (from 1) so that its sender can mend it. */
export interface BadLine {
  readonly line: number
  readonly reason: string
  /** The line's beginning, at most 200 characters. */
  readonly text: string
}
