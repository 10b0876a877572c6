import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode, FieldError, WantedState } from '@flowgate/shared'
import type { HeavyRequest } from './http/heavy-requests.ts'
import type { Config } from './platform/config.ts'

/** What a thread for heavy work is started with. */
export interface HeavyThreadData {
  readonly config: Config
  readonly version: string
  readonly databaseUrl: string
  readonly databaseKind: 'embedded' | 'external'
  /** The other end of the Manager's bus. */
  readonly port: MessagePort
}

export type HeavyTask =
  | { readonly kind: 'request'; readonly request: HeavyRequest }
  | { readonly kind: 'span'; readonly host: string; readonly wanted: WantedState }

export interface HeavyJob {
  /** The Manager's clock, in milliseconds since the epoch. */
  readonly now: number
  readonly task: HeavyTask
}

/** An AppError between threads. */
export interface HeavyFailure {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly context: Readonly<Record<string, unknown>>
  /** For the log only. */
  readonly cause: string | null
}
