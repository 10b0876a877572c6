import { AppError, ROLE_PERMISSIONS, type Session } from '@flowgate/shared'
import type pg from 'pg'
import type { Authenticated } from '../../http/authenticator.ts'
import { batchByKey } from '../../platform/batch.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { SettingsReadModel } from '../settings/settings.read-model.ts'
import { roleOf } from './roles.read-model.ts'

/** `lastSeenAt` is written at most this often. */
const seenEveryMs = 60_000

interface SessionRow {
  id: string
  token: string
  createdAt: Date
  lastSeenAt: Date
  userId: string
  name: string
  email: string
  role: string
  scope: string[]
  disabled: boolean
  mustChangePassword: boolean
  twoFactorEnabled: boolean
}

export interface KnownSession {
  readonly authenticated: Authenticated
  readonly session: Session
}

export interface Sessions {
  /**
   * @param about.use false: only looked at, so that an idle session is not kept alive by it
   * @throws AppError `session_expired`, `account_disabled`
   */
  find(token: string, about?: { readonly use: boolean }): Promise<KnownSession>
  end(tx: Tx, sessionId: string): Promise<void>
  /** All of a user's but one. */
  endOthers(tx: Tx, userId: string, except: string | null): Promise<void>
  sweep(): Promise<void>
}

const expired = (detail: string) => new AppError('session_expired', { detail: `${detail}; sign in again` })

/** Sessions as better-auth stores them, held to the idle and absolute limits of the settings at every request. */
export const createSessions = ({
  db,
  pool,
  clock,
  settings,
}: {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: SettingsReadModel
}): Sessions => {
  const limits = async () => {
    const { sessionIdleMinutes, sessionMaxHours } = await settings.current()
    return { idleMs: sessionIdleMinutes * 60_000, maxMs: sessionMaxHours * 3_600_000 }
  }

  // Asked at every request: past Prisma, which takes as long as all the rest of a small one.
  const sessionOf = batchByKey(async (tokens) => {
    const { rows } = await pool.query<SessionRow>({
      name: 'sessions-and-users',
      text: `SELECT s."id", s."token", s."createdAt", s."lastSeenAt", s."userId", u."name", u."email", u."role",
               COALESCE(u."scope", ARRAY[]::text[]) AS "scope", u."disabled", u."mustChangePassword", u."twoFactorEnabled"
             FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE s."token" = ANY($1::text[])`,
      values: [tokens],
    })
    return new Map(rows.map((row) => [row.token, row]))
  })

  return {
    find: async (token, { use } = { use: true }) => {
      const row = await sessionOf(token)
      if (!row) throw expired('the session has ended')
      const now = clock.now()
      const { idleMs, maxMs } = await limits()
      const end = Math.min(row.createdAt.getTime() + maxMs, row.lastSeenAt.getTime() + idleMs)
      if (now >= end) {
        await db.session.deleteMany({ where: { id: row.id } })
        throw expired('the session has expired')
      }
      if (row.disabled) throw new AppError('account_disabled', { detail: 'this account is disabled' })
      if (use && now - row.lastSeenAt.getTime() > seenEveryMs)
        await db.session.updateMany({ where: { id: row.id }, data: { lastSeenAt: new Date(now) } })
      const role = roleOf(row.role)
      const expiresAt = new Date(row.createdAt.getTime() + maxMs)
      return {
        authenticated: {
          actor: {
            id: row.userId,
            name: row.name,
            kind: 'user',
            role,
            permissions: new Set(ROLE_PERMISSIONS[role]),
            scope: row.scope,
            credentialId: row.id,
          },
          via: 'cookie',
          mustChangePassword: row.mustChangePassword,
          expiresAt,
        },
        session: {
          user: {
            id: row.userId,
            email: row.email,
            name: row.name,
            role,
            scope: row.scope,
            secondFactor: row.twoFactorEnabled,
            mustChangePassword: row.mustChangePassword,
          },
          permissions: [...ROLE_PERMISSIONS[role]],
          kind: 'session',
          expiresAt: expiresAt.toISOString(),
        },
      }
    },
    end: async (tx, sessionId) => {
      await tx.session.deleteMany({ where: { id: sessionId } })
    },
    endOthers: async (tx, userId, except) => {
      await tx.session.deleteMany({ where: { userId, ...(except === null ? {} : { NOT: { id: except } }) } })
    },
    sweep: async () => {
      const { idleMs, maxMs } = await limits()
      const now = clock.now()
      await db.session.deleteMany({
        where: {
          OR: [{ createdAt: { lt: new Date(now - maxMs) } }, { lastSeenAt: { lt: new Date(now - idleMs) } }],
        },
      })
      await db.verification.deleteMany({ where: { expiresAt: { lt: new Date(now) } } })
    },
  }
}
