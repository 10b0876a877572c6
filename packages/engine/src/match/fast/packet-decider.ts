import type { PacketKey } from '../../model/packet-key.ts'
import type { Decision } from './decision.ts'

/** Decides packets of one world. */
export interface PacketDecider {
  /** The same as `evaluatePoint`, without trail. `now` in milliseconds since the epoch. */
  readonly decide: (key: PacketKey, point: 'source' | 'destination', now: number) => Decision
  /** The number of the point that bears the packet's source (or destination) address, -1 for none. */
  readonly pointOf: (key: PacketKey, point: 'source' | 'destination') => number
}
