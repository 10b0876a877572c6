import type { Clock, Scheduler } from '../../src/time.ts'

/** Time that stands still until it is told to move: tests neither wait nor depend on the machine's speed. */
export interface VirtualTime extends Clock, Scheduler {
  /** Runs everything that is due within the next `ms`, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>
}

interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Promise chains in the code under test are far shorter than this. */
const PROMISE_TURNS = 50

const settlePromises = async (): Promise<void> => {
  for (let turn = 0; turn < PROMISE_TURNS; turn += 1) await Promise.resolve()
}

export const createVirtualTime = (start = Date.UTC(2026, 0, 5, 12)): VirtualTime => {
  const tasks = new Set<Task>()
  let now = start
  let order = 0

  const nextUntil = (end: number): Task | undefined => {
    let next: Task | undefined
    for (const task of tasks) {
      if (task.at > end) continue
      if (next === undefined || task.at < next.at || (task.at === next.at && task.order < next.order))
        next = task
    }
    return next
  }

  return {
    now: () => now,
    after: (delayMs, run) => {
      order += 1
      const task: Task = { at: now + Math.max(0, delayMs), order, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    advance: async (ms) => {
      const end = now + ms
      await settlePromises()
      for (let task = nextUntil(end); task !== undefined; task = nextUntil(end)) {
        tasks.delete(task)
        now = Math.max(now, task.at)
        task.run()
        await settlePromises()
      }
      now = end
    },
  }
}
