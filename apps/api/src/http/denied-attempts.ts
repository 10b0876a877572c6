import { type AnyOperation, AppError } from '@flowgate/shared'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Actor } from './actor.ts'
import type { Audit } from './audit.ts'

const windowMs = 60_000
/** Of one account in one window. More tell nothing new, and would fill the disk. */
const most = 30
/** Accounts remembered; the oldest window goes first. */
const mostAccounts = 10_000

interface Window {
  readonly began: number
  recorded: number
  left: number
}

/**
 * Records what was refused with 403 in the audit log: at most 30 a minute for each account, then how many were left out. That
 * the log cannot be written must not turn a 403 into a 500.
 */
export const createDeniedAttempts = (ports: { audit: Audit; db: Db; clock: Clock; log: Log }) => {
  const windows = new Map<string, Window>()

  /** How many were left out before this one; null = leave this one out too. */
  const take = (account: string): number | null => {
    const now = ports.clock.now()
    const known = windows.get(account)
    if (known !== undefined && now - known.began < windowMs) {
      if (known.recorded >= most) {
        known.left += 1
        return null
      }
      known.recorded += 1
      return 0
    }
    windows.delete(account)
    windows.set(account, { began: now, recorded: 1, left: 0 })
    const [oldest] = windows.keys()
    if (windows.size > mostAccounts && oldest !== undefined) windows.delete(oldest)
    return known?.left ?? 0
  }

  return async (operation: AnyOperation, actor: Actor, error: unknown): Promise<void> => {
    if (!(error instanceof AppError) || error.status !== 403) return
    const left = take(actor.id ?? `address ${actor.address}`)
    if (left === null) return
    const after = { detail: error.message, ...error.context, ...(left > 0 ? { leftOutBefore: left } : {}) }
    await ports.audit
      .record(ports.db, actor, { action: operation.id, outcome: 'denied', after })
      .catch((cause: unknown) => ports.log.error({ err: cause }, 'could not record a denied attempt'))
  }
}
