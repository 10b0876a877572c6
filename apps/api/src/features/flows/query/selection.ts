import type { EndpointView } from '../memory/endpoint-view.ts'
import type { FlowMemory } from '../memory/flow-memory.ts'
import type { Naming } from '../memory/naming.ts'

/** Rows under one filter, as one reader sees them. Use it before the next await: memory may move on. */
export interface Selection {
  readonly memory: FlowMemory
  readonly view: EndpointView
  readonly naming: Naming
  readonly rows: Int32Array
}

export interface Totals {
  readonly flows: number
  readonly sessions: number
  readonly bytes: number
}

export const totalsOf = ({ memory, rows }: Selection): Totals => {
  const { sessions, bytes } = memory.columns
  let sessionSum = 0
  let byteSum = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    sessionSum += sessions[row] ?? 0
    byteSum += bytes[row] ?? 0
  }
  return { flows: rows.length, sessions: sessionSum, bytes: byteSum }
}

/** First and last time anything in the selection was seen; null when it is empty. */
export const extentOf = ({ memory, rows }: Selection): { from: number; to: number } | null => {
  const { firstSeen, lastSeen } = memory.columns
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    const first = firstSeen[row] ?? 0
    const last = lastSeen[row] ?? 0
    if (first < from) from = first
    if (last > to) to = last
  }
  return rows.length === 0 ? null : { from, to }
}
