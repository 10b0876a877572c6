import { AppError, type Session } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { HttpExchange } from '../../http/route.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { BetterAuth } from './better-auth.ts'
import { fromBetterAuth, takeCookies } from './better-auth-call.ts'
import type { OneTimeCodes } from './one-time-codes.ts'
import { onlyCookies } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import type { SignInThrottle } from './throttle.ts'

export interface SecondFactorService {
  /** Finishes a sign-in, with the app's six digits or a recovery code (which is used up). */
  verify(code: string, actor: Actor, http: HttpExchange): Promise<Session>
  begin(password: string, actor: Actor, http: HttpExchange): Promise<{ uri: string; recoveryCodes: string[] }>
  confirm(code: string, actor: Actor, http: HttpExchange): Promise<void>
  remove(password: string, actor: Actor, http: HttpExchange): Promise<void>
}

const wrong = (field: string, what: string) => () =>
  new AppError('invalid_credentials', {
    detail: `${what} is wrong or no longer valid`,
    errors: [{ field: `body.${field}`, message: 'is wrong or no longer valid' }],
  })

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
  codes: OneTimeCodes
  sessions: Sessions
  throttle: SignInThrottle
}): SecondFactorService => {
  const { db, auth, audit, clock, codes, sessions } = ports

  const record = (actor: Actor, action: string, outcome: 'success' | 'failed' = 'success') =>
    audit.record(db, actor, { action, outcome, object: { kind: 'user', id: actor.id, name: actor.name } })

  /** better-auth writes by itself; the event follows as soon as it has. */
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

    begin: async (password, actor, http) => {
      const id = needsSession(actor)
      const { twoFactorEnabled } = await db.user.findUniqueOrThrow({ where: { id } })
      if (twoFactorEnabled)
        throw new AppError('conflict', { detail: 'a second factor is enrolled already; remove it first' })
      const answer = await guarded(actor, 'second-factor.begun', wrong('password', 'the password'), () =>
        auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: http.requestHeaders }),
      )
      if (!('totpURI' in answer) || answer.totpURI === undefined || answer.backupCodes === undefined)
        throw new Error('better-auth gave no one-time-code secret')
      await record(actor, 'second-factor.begun')
      return { uri: answer.totpURI, recoveryCodes: answer.backupCodes }
    },

    confirm: async (code, actor, http) => {
      const id = needsSession(actor)
      const refused = wrong('code', 'the code')
      const { headers } = await guarded(actor, 'second-factor.enabled', refused, async () => {
        if (!(await codes.use(id, code))) throw refused()
        return auth.api.verifyTOTP({ body: { code }, headers: http.requestHeaders, returnHeaders: true })
      })
      takeCookies(headers, http)
      await record(actor, 'second-factor.enabled')
    },

    remove: async (password, actor, http) => {
      needsSession(actor)
      const { headers } = await guarded(
        actor,
        'second-factor.removed',
        wrong('password', 'the password'),
        () =>
          auth.api.disableTwoFactor({
            body: { password },
            headers: http.requestHeaders,
            returnHeaders: true,
          }),
      )
      takeCookies(headers, http)
      await record(actor, 'second-factor.removed')
    },
  }
}
