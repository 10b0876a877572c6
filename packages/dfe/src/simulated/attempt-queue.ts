import type { Attempt, Traffic } from './traffic.ts'

/** Traffic as time passes. */
export interface AttemptQueue {
  /** Attempts since the last call, in order of time. */
  due(now: number): readonly Attempt[]
}

const WINDOW_MS = 10_000
/** After a pause (a machine that slept) the traffic of the pause is left out. */
const LONGEST_PAUSE_MS = 30_000

/** Asks for traffic a window at a time, however often it is looked at. */
export const createAttemptQueue = (traffic: Traffic, start: number): AttemptQueue => {
  let last = start
  let readUntil = start
  let waiting: Attempt[] = []
  return {
    due: (now) => {
      if (now - last > LONGEST_PAUSE_MS) {
        waiting = []
        readUntil = now
      }
      while (readUntil <= now) {
        const end = (Math.floor(readUntil / WINDOW_MS) + 1) * WINDOW_MS
        waiting.push(...traffic.attempts(readUntil, end))
        readUntil = end
      }
      last = now
      const first = waiting.findIndex(({ at }) => at > now)
      return waiting.splice(0, first < 0 ? waiting.length : first)
    },
  }
}
