import type { Subscription } from '@flowgate/shared'

/** Handlers by subject, in the order they came. */
export interface Register<H> {
  add(subject: string, handler: H): Subscription
  has(subject: string, handler: H): boolean
  of(subject: string): Iterable<H>
  /** One of them, each in turn. */
  next(subject: string): H | undefined
  clear(): void
}

export const createRegister = <H>(): Register<H> => {
  const bySubject = new Map<string, Set<H>>()
  return {
    add: (subject, handler) => {
      const handlers = bySubject.get(subject) ?? new Set()
      bySubject.set(subject, handlers.add(handler))
      return {
        close: () => {
          handlers.delete(handler)
          if (handlers.size === 0 && bySubject.get(subject) === handlers) bySubject.delete(subject)
        },
      }
    },
    has: (subject, handler) => bySubject.get(subject)?.has(handler) ?? false,
    of: (subject) => bySubject.get(subject) ?? [],
    next: (subject) => {
      const handlers = bySubject.get(subject)
      const [first] = handlers ?? []
      if (handlers === undefined || first === undefined) return undefined
      handlers.delete(first)
      handlers.add(first)
      return first
    },
    clear: () => bySubject.clear(),
  }
}
