import type { Heartbeat, RealizationReport, SimulatedFleet } from '@flowgate/shared'

export type SimulatedState = SimulatedFleet['hosts'][number]['state']

/** What the Manager knows of one host. Times are milliseconds since the epoch. */
export interface HostState {
  readonly datapath: 'simulated' | 'nftables'
  readonly realizedRevision: number | null
  readonly realizedInventory: number | null
  readonly realizedAt: number | null
  /** When its last realization report was made, by its own clock. */
  readonly reportedAt: number
  readonly lastSeen: number | null
  /** From publish to realized, of the realized revision. */
  readonly latencyMs: number | null
  readonly error: string | null
  readonly failedRevision: number | null
  readonly rules: number
  readonly workloads: number
  readonly connections: number
  readonly dropped: number
  readonly simulatedState: SimulatedState
}

/** A line of a host's history: a revision realized, or not. */
export interface HistoryLine {
  readonly revision: number
  readonly at: number
  readonly latencyMs: number | null
  readonly error: string | null
}

export const UNSEEN: HostState = {
  datapath: 'simulated',
  realizedRevision: null,
  realizedInventory: null,
  realizedAt: null,
  reportedAt: 0,
  lastSeen: null,
  latencyMs: null,
  error: null,
  failedRevision: null,
  rules: 0,
  workloads: 0,
  connections: 0,
  dropped: 0,
  simulatedState: 'online',
}

/**
 * A realization report received at `now`. The history gets a line when the revision is new to the host, or failed
 * differently than before: not for each change of the inventory, nor for each of the host's tries.
 */
export const applyReport = (
  state: HostState,
  report: RealizationReport,
  now: number,
): { readonly state: HostState; readonly line: HistoryLine | null } => {
  const { revision, at, error, latencyMs, inventoryVersion } = report
  const seen = { ...state, reportedAt: Math.max(state.reportedAt, at), lastSeen: now }
  if (report.state === 'failed') {
    const repeated = state.failedRevision === revision && state.error === error
    return {
      state: { ...seen, error: error ?? 'the host gave no reason', failedRevision: revision },
      line: repeated ? null : { revision, at, latencyMs: null, error: error ?? 'the host gave no reason' },
    }
  }
  const sameRevision = state.realizedRevision === revision
  const sameState = sameRevision && state.realizedInventory === inventoryVersion
  const recovered = state.failedRevision === revision
  return {
    state: {
      ...seen,
      realizedRevision: revision,
      realizedInventory: inventoryVersion,
      realizedAt: sameState ? (state.realizedAt ?? at) : at,
      latencyMs: sameRevision ? state.latencyMs : latencyMs,
      error: null,
      failedRevision: null,
      rules: report.rules,
      workloads: report.workloads,
    },
    line: sameRevision && !recovered ? null : { revision, at, latencyMs, error: null },
  }
}

/** A sign of life received at `now`. What it says of the revision heals a report that was lost. */
export const applyHeartbeat = (state: HostState, beat: Heartbeat, now: number): HostState => {
  const seen: HostState = {
    ...state,
    datapath: beat.datapath,
    connections: beat.connections,
    dropped: beat.dropped,
    lastSeen: now,
  }
  const same = state.realizedRevision === beat.revision && state.realizedInventory === beat.inventoryVersion
  if (same || beat.at < state.reportedAt) return seen
  return {
    ...seen,
    realizedRevision: beat.revision,
    realizedInventory: beat.inventoryVersion,
    realizedAt: beat.revision === null ? null : beat.at,
    latencyMs: beat.revision === state.realizedRevision ? state.latencyMs : null,
  }
}
