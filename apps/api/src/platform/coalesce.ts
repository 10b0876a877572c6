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
