import type { LiveEvent } from '@flowgate/shared'

/** Tells the consoles of every replica. Call it after the transaction that caused the event has committed. */
export interface LiveEvents {
  publish(event: LiveEvent): void
  /** Ends streams whose sign-in has ended. */
  endStreams(of: StreamOwner): void
}

export interface StreamOwner {
  readonly userId: string
  /** Absent: all of the user's. */
  readonly credentialId?: string
  /** All but this one. */
  readonly exceptCredentialId?: string
}
