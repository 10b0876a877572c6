import { BusError, type Subscription } from '@flowgate/shared'
import { backoff, type Scheduler } from '../time.ts'

interface Message {
  readonly payload: unknown
  deliveries: number
}

export interface DurableQueue {
  /** @throws BusError when it holds `capacity` messages. */
  push(payload: unknown): void
  consume(handler: (payload: unknown) => Promise<void>): Subscription
}

export interface DurableQueueOptions {
  readonly subject: string
  readonly scheduler: Scheduler
  readonly capacity: number
  readonly onError: (error: unknown, subject: string) => void
}

const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000
/** About a minute and a half of trying; after that the message is at fault, and those behind it get their turn. */
const MAX_DELIVERIES = 25

/** Messages wait here until a consumer took them without throwing. In memory: it lives as long as its process. */
export const createDurableQueue = ({
  subject,
  scheduler,
  capacity,
  onError,
}: DurableQueueOptions): DurableQueue => {
  const waiting: Message[] = []
  const idle: (() => void)[] = []

  const wake = (): void => idle.shift()?.()

  const putBack = (message: Message): void => {
    waiting.unshift(message)
    wake()
  }

  const consume: DurableQueue['consume'] = (handler) => {
    let open = true
    let cancel = (): void => {}

    const deliver = async (message: Message): Promise<void> => {
      message.deliveries += 1
      try {
        await handler(message.payload)
      } catch (error) {
        onError(error, subject)
        if (message.deliveries < MAX_DELIVERIES) return retry(message)
      }
      next()
    }

    const retry = (message: Message): void => {
      const delay = backoff(message.deliveries - 1, FIRST_RETRY_MS, LAST_RETRY_MS)
      if (!open) {
        putBack(message)
        return
      }
      const drop = scheduler.after(delay, () => {
        cancel = () => {}
        void deliver(message)
      })
      cancel = () => {
        drop()
        putBack(message)
      }
    }

    const next = (): void => {
      if (!open) {
        wake()
        return
      }
      const message = waiting.shift()
      if (message === undefined) {
        idle.push(next)
        return
      }
      scheduler.after(0, () => (open ? void deliver(message) : putBack(message)))
    }

    next()
    return {
      close: () => {
        if (!open) return
        open = false
        const place = idle.indexOf(next)
        if (place >= 0) idle.splice(place, 1)
        cancel()
      },
    }
  }

  return {
    push: (payload) => {
      if (waiting.length >= capacity) {
        throw new BusError('full', `the queue \`${subject}\` holds ${capacity} messages and takes no more`)
      }
      waiting.push({ payload, deliveries: 0 })
      wake()
    },
    consume,
  }
}
