import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from './actor.ts'

/** Who sent a request, before the request's own id and address are added. */
export interface Authenticated {
  readonly actor: Omit<Actor, 'requestId' | 'address'>
  /** A browser sends cookies by itself, so those need protection against other sites. */
  readonly via: 'cookie' | 'bearer'
  /** Only signing out, reading the session and changing the password are allowed then. */
  readonly mustChangePassword: boolean
  readonly expiresAt: Date | null
}

export interface Authenticator {
  /**
   * @returns null when the request carries no credential
   * @throws AppError `session_expired`, `unauthenticated`, `account_disabled` for one that does not hold
   */
  authenticate(headers: IncomingHttpHeaders): Promise<Authenticated | null>
  /** Whether the credential of an open stream still holds. Unlike a request, asking is no use of it: an idle session ends. */
  stillHolds(headers: IncomingHttpHeaders): Promise<boolean>
}
