import { type FleetHost, HEARTBEAT_MS, type WantedState } from '@flowgate/shared'
import type { HostState } from './host-state.ts'

export type Realization = FleetHost['realization']

/** Three heartbeats missed, and a little for the way. */
export const SILENCE_MS = 3 * HEARTBEAT_MS + 500

export const isOnline = ({ lastSeen }: Pick<HostState, 'lastSeen'>, now: number): boolean =>
  lastSeen !== null && now - lastSeen <= SILENCE_MS

const isBehind = ({ realizedRevision, realizedInventory }: HostState, wanted: WantedState): boolean =>
  realizedRevision === null ||
  realizedRevision < wanted.revision ||
  (realizedRevision === wanted.revision && (realizedInventory ?? 0) < wanted.inventoryVersion)

/**
 * Whether a host runs what is wanted. `stale`: it does not, and has not been heard of for three heartbeats; whoever
 * listens since less than that (`listeningSince`) cannot tell yet.
 */
export const realizationOf = (
  state: HostState,
  wanted: WantedState | null,
  now: number,
  listeningSince: number,
): Realization => {
  if (wanted === null) return 'pending'
  if (!isBehind(state, wanted)) return 'realized'
  if (!isOnline(state, now) && now - listeningSince > SILENCE_MS) return 'stale'
  return state.failedRevision === wanted.revision ? 'failed' : 'pending'
}
