import type { Rhythm } from './rhythm.ts'

/** A kind of conversation of the pristine estate. Traffic follows ids, not tags: retagging a workload does not silence it. */
export interface Pattern {
  readonly id: string
  /** Workload ids, or addresses outside the estate. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** IANA protocol number. */
  readonly protocol: number
  /** Destination port, or type * 256 + code of ICMP. */
  readonly port: number
  /** How many destinations each source keeps to. */
  readonly fanout: number
  /** Sessions an hour of each pair at the rhythm's peak. */
  readonly perHour: number
  readonly rhythm: Rhythm
  /** Of one session, both directions together. */
  readonly bytes: number
  readonly packets: number
  /** Which vNIC of source and destination is used; 0 is the first. */
  readonly vnic?: number
}

export const TCP = 6
export const UDP = 17
export const ICMP = 1
export const ICMPV6 = 58
/** Echo request as a flow record writes it: type * 256 + code. */
export const ECHO = 8 * 256
