import type { Subscription } from '@flowgate/shared'

type Handler = (payload: unknown) => void

export interface SharedOptions {
  /** Opens a subscription at the far end; gives its number. */
  readonly open: (subject: string) => number
  readonly close: (id: number) => void
  readonly onError: (error: unknown, subject: string) => void
  /** Give a newcomer the last value. */
  readonly replay: boolean
}

/** One subscription at the far end for all handlers of a subject here: a message crosses once, however many listen. */
export interface Shared {
  add(subject: string, handler: Handler): Subscription
  deliver(id: number, payload: unknown): void
  clear(): void
}

interface Topic {
  readonly id: number
  readonly subject: string
  readonly handlers: Set<Handler>
  last: { readonly payload: unknown } | undefined
}

export const createShared = ({ open, close, onError, replay }: SharedOptions): Shared => {
  const bySubject = new Map<string, Topic>()
  const byId = new Map<number, Topic>()

  const call = (topic: Topic, handler: Handler, payload: unknown): void => {
    try {
      handler(payload)
    } catch (error) {
      onError(error, topic.subject)
    }
  }

  const topicOf = (subject: string): Topic => {
    const known = bySubject.get(subject)
    if (known !== undefined) return known
    const topic: Topic = { id: open(subject), subject, handlers: new Set(), last: undefined }
    bySubject.set(subject, topic)
    byId.set(topic.id, topic)
    return topic
  }

  const remove = (topic: Topic, handler: Handler): void => {
    topic.handlers.delete(handler)
    if (topic.handlers.size > 0 || !byId.delete(topic.id)) return
    bySubject.delete(topic.subject)
    close(topic.id)
  }

  return {
    add: (subject, handler) => {
      const topic = topicOf(subject)
      const own: Handler = (payload) => handler(payload)
      let joined = true
      if (replay && topic.last !== undefined) {
        // Joins with the value of that moment, so that it sees neither an older one after it nor one twice.
        const placeholder: Handler = () => {}
        topic.handlers.add(placeholder)
        setImmediate(() => {
          topic.handlers.delete(placeholder)
          if (!joined || byId.get(topic.id) !== topic) return
          topic.handlers.add(own)
          if (topic.last !== undefined) call(topic, own, topic.last.payload)
        })
        return {
          close: () => {
            joined = false
            topic.handlers.delete(placeholder)
            remove(topic, own)
          },
        }
      }
      topic.handlers.add(own)
      return {
        close: () => {
          joined = false
          remove(topic, own)
        },
      }
    },
    deliver: (id, payload) => {
      const topic = byId.get(id)
      if (topic === undefined) return
      if (replay) topic.last = { payload }
      for (const handler of [...topic.handlers])
        if (topic.handlers.has(handler)) call(topic, handler, payload)
    },
    clear: () => {
      bySubject.clear()
      byId.clear()
    },
  }
}
