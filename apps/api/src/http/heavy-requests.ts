import type { AnyOperation } from '@flowgate/shared'
import type { Actor } from './actor.ts'
import type { IfMatch } from './if-match.ts'

/** A request as it goes to another thread: nothing of it is parsed yet but the caller. */
export interface HeavyRequest {
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  /** The query, as sent. */
  readonly search: string
  /** JSON, as sent. Null where the operation takes no body. */
  readonly body: Uint8Array | null
  readonly ifMatch: IfMatch
  readonly actor: Actor
}

export interface HeavyAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON in UTF-8; null without a body. */
  readonly body: Uint8Array | null
}

/** Requests that would hold up all others are carried out in a thread of their own. */
export interface HeavyRequests {
  /** @param bytes of the body */
  takes(operation: AnyOperation, bytes: number): Promise<boolean>
  /**
   * @param signal aborted when the client goes away: what has not begun is not begun then
   * @throws AppError as the operation does, and `rate_limited`, `timed_out`
   */
  carryOut(request: HeavyRequest, signal: AbortSignal): Promise<HeavyAnswer>
}
