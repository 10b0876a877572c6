/**
 * What happens to requests that find the session gone: they wait here while a dialog over the page asks for the password,
 * and are repeated afterwards, so that nothing typed is lost.
 */
interface Waiting {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

let waiting: Waiting | null = null
const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

export const sessionRenewal = {
  /** Resolves when somebody has signed in again. Never rejects: giving up leaves the page instead. */
  wait: (): Promise<void> => {
    if (!waiting) {
      let resolve = () => {}
      const promise = new Promise<void>((done) => {
        resolve = done
      })
      waiting = { promise, resolve }
      notify()
    }
    return waiting.promise
  },
  renewed: () => {
    const current = waiting
    waiting = null
    current?.resolve()
    notify()
  },
  isLost: () => waiting !== null,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}
