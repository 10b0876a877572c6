import type { ReportedFlow } from '@flowgate/shared'
import type { Decided } from '../datapath/decided.ts'
import type { Attempt } from './traffic.ts'

const TCP = 6
/** What is left of a TCP session whose SYN is dropped: the first try and its retries. */
const DROPPED_TRIES = 3
const TRY_BYTES = 60

/** The flow that a host reports of an attempt, decided by one of its two ends. */
export const observedFlow = (
  attempt: Attempt,
  { action, why, policy, rule, revision }: Decided,
): ReportedFlow => {
  const tries = action === 'drop' && attempt.protocol === TCP ? DROPPED_TRIES : 1
  const carried =
    action === 'allow'
      ? { bytes: attempt.bytes, packets: attempt.packets }
      : { bytes: tries * TRY_BYTES, packets: tries }
  return {
    source: attempt.source.address,
    destination: attempt.destination.address,
    sourceWorkload: attempt.source.workload,
    destinationWorkload: attempt.destination.workload,
    protocol: attempt.protocol,
    port: attempt.port,
    action,
    why,
    policy,
    rule,
    revision,
    sessions: 1,
    ...carried,
    firstSeen: attempt.at,
    lastSeen: attempt.at,
    process: null,
    user: null,
    appId: null,
  }
}

/** The flow of a connection that was allowed and that a new revision cut off at `now`. */
export const cutFlow = (attempt: Attempt, decided: Decided, now: number): ReportedFlow => ({
  ...observedFlow(attempt, decided),
  bytes: TRY_BYTES,
  packets: 1,
  firstSeen: now,
  lastSeen: now,
})
