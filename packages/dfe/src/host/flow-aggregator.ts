import type { ReportedFlow } from '@flowgate/shared'

/** Adds up what was observed of the same conversation within the same hour and with the same verdict. */
export interface FlowAggregator {
  add(flow: ReportedFlow): void
  size(): number
  /** Everything added since the last time. */
  take(): ReportedFlow[]
}

const HOUR_MS = 3_600_000

/** All that must be equal for two observations to be one row. */
const keyOf = (flow: ReportedFlow): string =>
  [
    flow.source,
    flow.destination,
    flow.sourceWorkload,
    flow.destinationWorkload,
    flow.protocol,
    flow.port,
    flow.action,
    flow.why,
    flow.policy,
    flow.rule,
    flow.revision,
    flow.process,
    flow.user,
    flow.appId,
    Math.floor(flow.lastSeen / HOUR_MS),
  ].join('\u0000')

export const createFlowAggregator = (): FlowAggregator => {
  let rows = new Map<string, ReportedFlow>()
  return {
    add: (flow) => {
      const key = keyOf(flow)
      const row = rows.get(key)
      if (row === undefined) {
        rows.set(key, { ...flow })
        return
      }
      row.sessions += flow.sessions
      row.bytes += flow.bytes
      row.packets += flow.packets
      row.firstSeen = Math.min(row.firstSeen, flow.firstSeen)
      row.lastSeen = Math.max(row.lastSeen, flow.lastSeen)
    },
    size: () => rows.size,
    take: () => {
      const taken = [...rows.values()]
      rows = new Map()
      return taken
    },
  }
}
