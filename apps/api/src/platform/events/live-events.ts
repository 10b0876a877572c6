import type { LiveEvent } from '@flowgate/shared'

/** Tells the consoles of every replica. Call it after the transaction that caused the event has committed. */
export interface LiveEvents {
  publish(event: LiveEvent): void
}
