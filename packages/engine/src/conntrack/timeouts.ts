/** Idle time-outs in milliseconds: a connection that shows no packet for so long is forgotten. */
export interface FlowTimeouts {
  /** A SYN went out, nothing came back. */
  readonly tcpSynSent: number
  readonly tcpSynReceived: number
  readonly tcpEstablished: number
  /** One side has closed. */
  readonly tcpFinWait: number
  /** Both sides have closed. */
  readonly tcpTimeWait: number
  /** After a reset. */
  readonly tcpClosed: number
  readonly udpUnreplied: number
  readonly udpReplied: number
  readonly icmp: number
  readonly otherUnreplied: number
  readonly otherReplied: number
}

const SECOND = 1_000

/** As Linux's nf_conntrack has them, except 12 hours instead of 5 days for an established TCP connection. */
export const DEFAULT_TIMEOUTS: FlowTimeouts = {
  tcpSynSent: 120 * SECOND,
  tcpSynReceived: 60 * SECOND,
  tcpEstablished: 12 * 3_600 * SECOND,
  tcpFinWait: 120 * SECOND,
  tcpTimeWait: 120 * SECOND,
  tcpClosed: 10 * SECOND,
  udpUnreplied: 30 * SECOND,
  udpReplied: 120 * SECOND,
  icmp: 30 * SECOND,
  otherUnreplied: 600 * SECOND,
  otherReplied: 600 * SECOND,
}
