import { createRandom, mix } from '@flowgate/seed'

/** Kills of each test: FLOWGATE_CRASH_KILLS=100 looks longer. */
export const KILLS = Number(process.env.FLOWGATE_CRASH_KILLS ?? 3)

/** For a busy machine: each kill is a whole start of the Manager and its database. */
export const TIMEOUT_MS = 120_000 + KILLS * 60_000

const SEED = Number(process.env.FLOWGATE_CRASH_SEED ?? 1)

/** Moments of a test, the same in every run. */
export const moments = (test: number) => createRandom(mix(SEED, test))

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export type Outcome<T> = { readonly acknowledged: true; readonly value: T } | { readonly acknowledged: false }

/** What came of a request to a Manager that may have died over it. */
export const outcome = (request: Promise<unknown>): Promise<Outcome<unknown>> =>
  request.then(
    (value) => ({ acknowledged: true, value }),
    (error: unknown) => {
      // Only a broken connection leaves open what happened; a refusal is a fault of the test.
      if (error instanceof TypeError) return { acknowledged: false }
      throw error
    },
  )
