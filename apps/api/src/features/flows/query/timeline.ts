import type { FlowState, flowTimeline, Output } from '@flowgate/shared'
import { byState } from '../memory/codes.ts'
import { extentOf, type Selection } from './selection.ts'

export type Timeline = Output<typeof flowTimeline>

const HOUR = 3_600
/** Seconds. Rows are sums of an hour, so nothing finer than an hour is shown of more than a few of them. */
const STEPS = [60, 300, 600, 900, 1_800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR] as const
const FINE_UP_TO = 6 * HOUR

const stepFor = (seconds: number, buckets: number): number => {
  const least = seconds > FINE_UP_TO ? HOUR : 60
  const wanted = Math.max(least, seconds / buckets)
  const step = STEPS.find((each) => each >= wanted)
  return step ?? Math.ceil(wanted / (24 * HOUR)) * 24 * HOUR
}

/** Sessions and bytes by state in at most `buckets` + 1 equal steps of the window, by the time each row was last seen. */
export const timelineOf = (
  selection: Selection,
  window: { readonly from?: string | undefined; readonly to?: string | undefined },
  buckets: number,
): Timeline => {
  const extent = extentOf(selection)
  const from = window.from === undefined ? extent?.from : Date.parse(window.from)
  const to = window.to === undefined ? extent?.to : Date.parse(window.to)
  if (from === undefined || to === undefined || to < from) return { bucketSeconds: HOUR, items: [] }
  const bucketSeconds = stepFor((to - from) / 1_000, buckets)
  const step = bucketSeconds * 1_000
  const start = Math.floor(from / step) * step
  const count = Math.floor((to - start) / step) + 1
  const sessions = new Float64Array(count * 4)
  const bytes = new Float64Array(count * 4)
  const { columns } = selection.memory
  for (let index = 0; index < selection.rows.length; index += 1) {
    const row = selection.rows[index] ?? 0
    const bucket = Math.floor(((columns.lastSeen[row] ?? 0) - start) / step)
    // A row that reaches over the end of the window counts at its edge: the sums stay those of the selection.
    const cell = Math.min(count - 1, Math.max(0, bucket)) * 4 + (columns.state[row] ?? 3)
    sessions[cell] = (sessions[cell] ?? 0) + (columns.sessions[row] ?? 0)
    bytes[cell] = (bytes[cell] ?? 0) + (columns.bytes[row] ?? 0)
  }
  const record = (all: Float64Array, bucket: number): Record<FlowState, number> =>
    byState(all.subarray(bucket * 4, bucket * 4 + 4))
  return {
    bucketSeconds,
    items: Array.from({ length: count }, (_, bucket) => ({
      at: new Date(start + bucket * step).toISOString(),
      sessions: record(sessions, bucket),
      bytes: record(bytes, bucket),
    })),
  }
}
