import type { PacketKey } from '../../model/packet-key.ts'
import type { PacketColumns } from '../filters/packet-columns.ts'
import type { Decision } from './decision.ts'

/** Decides packets of one world. */
export interface PacketDecider {
  /** The same as `evaluatePoint`, without trail. `now` in milliseconds since the epoch. */
  readonly decide: (key: PacketKey, point: 'source' | 'destination', now: number) => Decision
  /** The same for the first `count` packets, into `decisions`; left out where there is nothing quicker than one by one. */
  readonly decideAll?: DecideAll
  /** The number of the point that bears the packet's source (or destination) address, -1 for none. */
  readonly pointOf: (key: PacketKey, point: 'source' | 'destination') => number
}

/** Of first packets of IPv4 connections that show their ports, of whose conditions nothing is known. */
export type DecideAll = (
  packets: PacketColumns,
  count: number,
  point: 'source' | 'destination',
  now: number,
  decisions: Int32Array,
) => void

/** Puts one packet of the columns into a key made by `createPacketKey`, and used for nothing else. */
export function fillKey(key: PacketKey, packets: PacketColumns, i: number): PacketKey {
  key.source3 = packets.source[i] as number
  key.destination3 = packets.destination[i] as number
  key.sourcePort = packets.sourcePort[i] as number
  key.destinationPort = packets.destinationPort[i] as number
  key.protocol = packets.protocol[i] as number
  return key
}

export const oneByOne = ({ decide }: PacketDecider, key: PacketKey): DecideAll => {
  return (packets, count, point, now, decisions) => {
    for (let i = 0; i < count; i += 1) decisions[i] = decide(fillKey(key, packets, i), point, now)
  }
}
