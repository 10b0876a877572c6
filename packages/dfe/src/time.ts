/** Milliseconds since the epoch. */
export interface Clock {
  now(): number
}

/** Runs a task once after a delay; the result takes it back. Zero means as soon as other work has had its turn. */
export interface Scheduler {
  after(delayMs: number, task: () => void): () => void
}

export const systemClock: Clock = { now: () => Date.now() }

export const systemScheduler: Scheduler = {
  after: (delayMs, task) => {
    if (delayMs <= 0) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Runs `task` again and again, `intervalMs` after it began; the result ends it. */
export const every = (scheduler: Scheduler, intervalMs: number, task: () => void): (() => void) => {
  let cancel = (): void => {}
  const next = (): void => {
    cancel = scheduler.after(intervalMs, () => {
      next()
      task()
    })
  }
  next()
  return () => cancel()
}

/** Doubling delays from `firstMs` up to `lastMs`, without jitter: the fleet is spread by its own compile times. */
export const backoff = (attempt: number, firstMs: number, lastMs: number): number =>
  Math.min(lastMs, firstMs * 2 ** Math.min(attempt, 30))
