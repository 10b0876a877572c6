import { AppError, type Session } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { HttpExchange } from '../../http/route.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import type { Ids } from '../../platform/ids.ts'
import type { User } from '../../platform/prisma/generated/client.ts'
import type { BetterAuth } from './better-auth.ts'
import { fromBetterAuth, takeCookies } from './better-auth-call.ts'
import { newEnrolment } from './enrolment.ts'
import type { OneTimeCodes } from './one-time-codes.ts'
import type { Passwords } from './passwords.ts'
import { onlyCookies } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import type { SignInThrottle } from './throttle.ts'

export interface SecondFactorService {
  /** Finishes a sign-in, with the app's six digits or a recovery code (which is used up). */
  verify(code: string, actor: Actor, http: HttpExchange): Promise<Session>
  begin(password: string, actor: Actor): Promise<{ uri: string; recoveryCodes: string[] }>
  /** Turns the second factor on, and ends all sign-ins but the one that asks. */
  confirm(code: string, actor: Actor): Promise<void>
  remove(password: string, actor: Actor): Promise<void>
}

const wrong = (field: string, what: string) => () =>
  new AppError('invalid_credentials', {
    detail: `${what} is wrong or no longer valid`,
    errors: [{ field: `body.${field}`, message: 'is wrong or no longer valid' }],
  })

const refuseEnrolled = ({ twoFactorEnabled }: Pick<User, 'twoFactorEnabled'>): void => {
  if (!twoFactorEnabled) return
  throw new AppError('conflict', { detail: 'a second factor is enrolled already; remove it first' })
}

const needsSession = (actor: Actor): string => {
  if (actor.kind === 'user' && actor.id !== null) return actor.id
  throw new AppError('forbidden', {
    detail: 'the second factor is managed by its owner, signed in, not with a token',
  })
}

export const createSecondFactorService = (ports: {
  db: Db
  auth: BetterAuth
  audit: Audit
  clock: Clock
  ids: Ids
  live: LiveEvents
  passwords: Passwords
  codes: OneTimeCodes
  sessions: Sessions
  throttle: SignInThrottle
}): SecondFactorService => {
  const { db, auth, audit, clock, codes, live, passwords, sessions } = ports

  const record = (actor: Actor, action: string, outcome: 'success' | 'failed', tx: Tx = db) =>
    audit.record(tx, actor, { action, outcome, object: { kind: 'user', id: actor.id, name: actor.name } })

  /** Counts attempts, and records those that failed. */
  const guarded = async <T>(
    actor: Actor,
    action: string,
    otherwise: () => AppError,
    work: () => Promise<T>,
    account = actor.id,
  ) => {
    const attempt = await ports.throttle.attempt(`second-factor:${account ?? actor.address}`, actor.address)
    try {
      const result = await work()
      await attempt.succeeded()
      return result
    } catch (error) {
      const known = fromBetterAuth(error, otherwise)
      await record(actor, action, 'failed')
      throw known
    }
  }

  const refusePassword = async (password: string, userId: string): Promise<void> => {
    const account = await db.account.findFirst({ where: { userId, providerId: 'credential' } })
    if (!account?.password || !(await passwords.verify(password, account.password)))
      throw wrong('password', 'the password')()
  }

  /** A change that the owner's password allows, in one transaction with its event. Hashing takes long, so it comes before. */
  const ofPassword = <T>(
    password: string,
    actor: Actor,
    action: string,
    change: (tx: Tx, user: User) => Promise<T>,
  ): Promise<T> =>
    guarded(actor, action, wrong('password', 'the password'), async () => {
      const id = needsSession(actor)
      await refusePassword(password, id)
      return db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${id} FOR UPDATE`
        const result = await change(tx, await tx.user.findUniqueOrThrow({ where: { id } }))
        await record(actor, action, 'success', tx)
        return result
      })
    })

  return {
    verify: async (code, actor, http) => {
      // Only the pending sign-in counts here: a session that is still open must not answer for it.
      const sent = http.requestHeaders.get('cookie') ?? undefined
      const cookies = onlyCookies(sent, 'two_factor')
      const call = { headers: cookies, returnHeaders: true } as const
      const refused = wrong('code', 'the code, or the sign-in it belongs to,')
      // Counted for the account whose password was right already, wherever the guesses come from.
      const account = await codes.pendingUser(sent)
      const { headers, response } = await guarded(
        actor,
        'session.created',
        refused,
        async () => {
          if (!/^\d{6}$/.test(code)) return auth.api.verifyBackupCode({ body: { code }, ...call })
          if (account === null || !(await codes.use(account, code))) throw refused()
          return auth.api.verifyTOTP({ body: { code }, ...call })
        },
        account,
      )
      const { session } = await sessions.find(response.token ?? '')
      const who: Actor = { ...actor, id: session.user.id, name: session.user.name, kind: 'user' }
      await db.$transaction(async (tx) => {
        await tx.user.update({
          where: { id: session.user.id },
          data: { lastSignInAt: new Date(clock.now()) },
        })
        const object = { kind: 'user', id: session.user.id, name: session.user.email }
        await audit.record(tx, who, { action: 'session.created', object })
      })
      // Only now does anybody hold the session: there is none that the audit log does not know of.
      takeCookies(headers, http)
      return session
    },

    begin: async (password, actor) => {
      const id = needsSession(actor)
      refuseEnrolled(await db.user.findUniqueOrThrow({ where: { id } }))
      return ofPassword(password, actor, 'second-factor.begun', async (tx, user) => {
        // Another request may have finished meanwhile.
        refuseEnrolled(user)
        const { uri, recoveryCodes, store } = await newEnrolment(ports, user)
        await store(tx)
        return { uri, recoveryCodes }
      })
    },

    confirm: async (code, actor) => {
      const id = needsSession(actor)
      const refused = wrong('code', 'the code')
      await guarded(actor, 'second-factor.enabled', refused, () =>
        db.$transaction(async (tx) => {
          if (!(await codes.use(id, code, tx))) throw refused()
          await tx.twoFactor.updateMany({ where: { userId: id }, data: { verified: true } })
          await tx.user.update({ where: { id }, data: { twoFactorEnabled: true } })
          // Whoever is signed in elsewhere came in with the password alone (OWASP: end them when a factor is added).
          await sessions.endOthers(tx, id, actor.credentialId)
          await record(actor, 'second-factor.enabled', 'success', tx)
        }),
      )
      const { credentialId } = actor
      live.endStreams({ userId: id, ...(credentialId === null ? {} : { exceptCredentialId: credentialId }) })
    },

    remove: async (password, actor) => {
      const id = needsSession(actor)
      await ofPassword(password, actor, 'second-factor.removed', async (tx) => {
        await tx.twoFactor.deleteMany({ where: { userId: id } })
        await tx.user.update({ where: { id }, data: { twoFactorEnabled: false } })
      })
    },
  }
}
