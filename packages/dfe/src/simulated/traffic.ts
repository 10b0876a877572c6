import type { Inventory, Packet } from '@flowgate/engine'

export interface TrafficEnd {
  /** Null outside the estate. */
  readonly workload: string | null
  readonly address: string
}

/** A connection that somebody tries to open: its first packet, and what it would carry if it were allowed. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly source: TrafficEnd
  readonly destination: TrafficEnd
  /** IANA protocol number. */
  readonly protocol: number
  /** Destination port; type * 256 + code of ICMP. */
  readonly port: number
  readonly packet: Packet
  /** Both directions together. */
  readonly bytes: number
  readonly packets: number
}

/** What simulated workloads want of each other. Windows that adjoin give together what one over both gives. */
export interface Traffic {
  attempts(from: number, to: number): readonly Attempt[]
}

/** Makes the traffic between the workloads of an inventory, of those sources only that `owns` accepts. */
export type TrafficFactory = (inventory: Inventory, owns: (source: TrafficEnd) => boolean) => Traffic
