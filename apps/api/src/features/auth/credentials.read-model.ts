import type { Tx } from '../../platform/db.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import type { Ids } from '../../platform/ids.ts'
import { type Passwords, refuseWeakPassword } from './passwords.ts'
import type { Sessions } from './sessions.ts'
import type { TokenService } from './tokens.service.ts'

/** What user management needs of sign-in, and no more. */
export interface Credentials {
  /** @throws AppError `weak_password`. Slow on purpose: call it outside a transaction. */
  hashNew(password: string, about: { email: string; name: string }): Promise<string>
  create(tx: Tx, userId: string, hash: string): Promise<void>
  /** Replaces the password and ends the user's sessions. */
  replace(tx: Tx, userId: string, hash: string): Promise<void>
  /** Ends sessions and tokens: the user is out. */
  revokeAll(tx: Tx, userId: string): Promise<void>
  /** After the transaction that ended sign-ins has committed. */
  endStreams(userId: string): void
}

export const createCredentials = (ports: {
  ids: Ids
  live: LiveEvents
  passwords: Passwords
  sessions: Sessions
  tokens: TokenService
}): Credentials => ({
  hashNew: async (password, about) => {
    refuseWeakPassword(password, about, 'body.password')
    return ports.passwords.hash(password)
  },
  create: async (tx, userId, hash) => {
    const id = ports.ids.uuid()
    await tx.account.create({
      data: { id, accountId: userId, userId, providerId: 'credential', password: hash },
    })
  },
  replace: async (tx, userId, hash) => {
    await tx.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password: hash } })
    await ports.sessions.endOthers(tx, userId, null)
  },
  revokeAll: async (tx, userId) => {
    await ports.sessions.endOthers(tx, userId, null)
    await ports.tokens.revokeAll(tx, userId)
  },
  endStreams: (userId) => ports.live.endStreams({ userId }),
})
