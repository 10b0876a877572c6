/**
 * Makes calls of `work` one after the other and as few as possible: a call that comes while one runs waits for the next one,
 * together with all others that wait. So whoever calls gets a run that began after the call.
 */
export const coalesce = <T>(work: () => Promise<T>): { run(): Promise<T>; idle(): Promise<unknown> } => {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const run = (): Promise<T> => {
    if (running === undefined) {
      running = work().finally(() => {
        running = undefined
      })
      return running
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return run()
      })
    return next
  }
  return { run, idle: () => Promise.allSettled([running, next]) }
}

/** The same for work that hangs on a key: calls with the same key share their runs, others do not wait for them. */
export const coalesceByKey = <T>(work: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const lanes = new Map<string, { run(): Promise<T>; waiting: number }>()
  return async (key) => {
    const lane = lanes.get(key) ?? { run: coalesce(() => work(key)).run, waiting: 0 }
    lanes.set(key, lane)
    lane.waiting += 1
    try {
      return await lane.run()
    } finally {
      lane.waiting -= 1
      if (lane.waiting === 0) lanes.delete(key)
    }
  }
}
