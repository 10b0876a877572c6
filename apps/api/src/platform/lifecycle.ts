import type { Log } from './log.ts'

type Stop = () => void | Promise<void>

export interface Lifecycle {
  /**
   * Registers what to end at shutdown. Last registered, first ended. A part that takes longer than `patienceMs`
   * (10 s unless given) is logged and left behind: it must not keep the others, above all the database, from ending.
   */
  onShutdown: (name: string, stop: Stop, patienceMs?: number) => void
  /** Ends everything once; a second call gets the same promise. Never rejects: failures are logged. */
  shutdown: () => Promise<void>
  /** Aborted as soon as shutdown begins: for loops and long work. */
  signal: AbortSignal
}

const within = async (stop: Stop, patienceMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${patienceMs / 1000} s`)), patienceMs)
  })
  try {
    await Promise.race([stop(), tooLong])
  } finally {
    clearTimeout(timer)
  }
}

export const createLifecycle = (log: Log): Lifecycle => {
  const stops: { name: string; stop: Stop; patienceMs: number }[] = []
  const controller = new AbortController()
  let ending: Promise<void> | undefined

  const endAll = async (): Promise<void> => {
    controller.abort()
    for (let part = stops.pop(); part !== undefined; part = stops.pop()) {
      try {
        await within(part.stop, part.patienceMs)
      } catch (error) {
        log.error({ err: error, part: part.name }, 'could not end a part cleanly')
      }
    }
  }

  return {
    onShutdown: (name, stop, patienceMs = 10_000) => {
      stops.push({ name, stop, patienceMs })
    },
    shutdown: () => {
      ending ??= endAll()
      return ending
    },
    signal: controller.signal,
  }
}

/**
 * Ends the process well on the first SIGINT, SIGTERM or SIGHUP and at once on a second SIGINT.
 * `exit` gets 0: a stop that was asked for is no failure.
 */
export const stopOnSignals = (lifecycle: Lifecycle, log: Log, exit: (code: number) => void): void => {
  let asked = false
  const stop = (signal: NodeJS.Signals) => {
    if (asked) {
      if (signal === 'SIGINT') exit(130)
      return
    }
    asked = true
    log.info({ signal }, 'stopping')
    void lifecycle.shutdown().then(() => exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}
