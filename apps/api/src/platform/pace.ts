import { setImmediate } from 'node:timers/promises'

/** Long work looks here between its steps, so that other requests get their turn. */
export interface Pace {
  /** Has this work gone on for its share of time? Then it should `rest`. */
  due(): boolean
  rest(): Promise<void>
}

/** Others wait for one slice at most, and for the step that runs over its end. */
const SLICE_MS = 10

export const createPace = (): Pace => {
  let began = performance.now()
  return {
    due: () => performance.now() - began > SLICE_MS,
    rest: async () => {
      await setImmediate()
      began = performance.now()
    },
  }
}

/** Goes through the steps at the pace. */
export const paced = async <T>(steps: Generator<void, T>, pace: Pace): Promise<T> => {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (pace.due()) await pace.rest()
  }
}
