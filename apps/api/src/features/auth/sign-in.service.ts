import { AppError, type changePassword, type Parsed, type Session, type signIn } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Audit } from '../../http/audit.ts'
import type { HttpExchange } from '../../http/route.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { LiveEvents } from '../../platform/events/live-events.ts'
import type { BetterAuth } from './better-auth.ts'
import { fromBetterAuth, takeCookies } from './better-auth-call.ts'
import { type Passwords, refuseWeakPassword } from './passwords.ts'
import type { Sessions } from './sessions.ts'
import type { SignInThrottle } from './throttle.ts'

export interface SignInService {
  signIn(
    body: Parsed<typeof signIn>['body'],
    actor: Actor,
    http: HttpExchange,
  ): Promise<Session | { secondFactorRequired: true }>
  signOut(actor: Actor, http: HttpExchange): Promise<void>
  changePassword(body: Parsed<typeof changePassword>['body'], actor: Actor): Promise<void>
}

const invalid = () =>
  new AppError('invalid_credentials', { detail: 'the e-mail address or the password is wrong' })

export const createSignInService = (ports: {
  db: Db
  auth: BetterAuth
  audit: Audit
  clock: Clock
  live: LiveEvents
  passwords: Passwords
  sessions: Sessions
  throttle: SignInThrottle
}): SignInService => {
  const { db, auth, audit, clock, sessions } = ports

  return {
    signIn: async ({ email, password }, actor, http) => {
      const attempt = await ports.throttle.attempt(email, actor.address)
      const object = { kind: 'user', id: null, name: email }
      try {
        const { headers, response } = await auth.api.signInEmail({
          body: { email, password },
          headers: http.requestHeaders,
          returnHeaders: true,
        })
        await attempt.succeeded()
        if (!('token' in response) || typeof response.token !== 'string') {
          takeCookies(headers, http)
          return { secondFactorRequired: true }
        }
        const { session } = await sessions.find(response.token)
        const who: Actor = { ...actor, id: session.user.id, name: session.user.name, kind: 'user' }
        await db.$transaction(async (tx) => {
          await tx.user.update({
            where: { id: session.user.id },
            data: { lastSignInAt: new Date(clock.now()) },
          })
          await audit.record(tx, who, {
            action: 'session.created',
            object: { ...object, id: session.user.id },
          })
        })
        // Only now does anybody hold the session: there is none that the audit log does not know of.
        takeCookies(headers, http)
        return session
      } catch (error) {
        const known = fromBetterAuth(error, invalid)
        await audit.record(db, actor, {
          action: 'session.created',
          outcome: 'failed',
          object,
          after: { code: known.code },
        })
        throw known
      }
    },

    signOut: async (actor, http) => {
      if (actor.kind !== 'user' || actor.id === null || actor.credentialId === null)
        throw new AppError('bad_request', { detail: 'an API token cannot sign out; revoke it instead' })
      const { id, credentialId } = actor
      await db.$transaction(async (tx) => {
        await sessions.end(tx, credentialId)
        await audit.record(tx, actor, {
          action: 'session.ended',
          object: { kind: 'user', id, name: actor.name },
        })
      })
      // Finds no session to end any more: it only takes the cookie back.
      const { headers } = await auth.api.signOut({ headers: http.requestHeaders, returnHeaders: true })
      takeCookies(headers, http)
      ports.live.endStreams({ userId: id, credentialId })
    },

    changePassword: async ({ currentPassword, newPassword }, actor) => {
      if (actor.kind !== 'user' || actor.id === null)
        throw new AppError('forbidden', {
          detail: 'a password is changed by its owner, signed in with it, not with a token',
        })
      const user = await db.user.findUniqueOrThrow({ where: { id: actor.id }, include: { accounts: true } })
      const account = user.accounts.find(({ providerId }) => providerId === 'credential')
      const attempt = await ports.throttle.attempt(user.email, actor.address)
      if (!account?.password || !(await ports.passwords.verify(currentPassword, account.password))) {
        await audit.record(db, actor, {
          action: 'user.password-changed',
          outcome: 'failed',
          object: { kind: 'user', id: user.id, name: user.name },
        })
        throw new AppError('invalid_credentials', {
          detail: 'the current password is wrong',
          errors: [{ field: 'body.currentPassword', message: 'is wrong' }],
        })
      }
      await attempt.succeeded()
      refuseWeakPassword(newPassword, user)
      if (newPassword === currentPassword)
        throw new AppError('weak_password', {
          detail: 'the new password is the old one',
          errors: [{ field: 'body.newPassword', message: 'must differ from the current one' }],
        })
      const hash = await ports.passwords.hash(newPassword)
      await db.$transaction(async (tx) => {
        await tx.account.update({ where: { id: account.id }, data: { password: hash } })
        await tx.user.update({ where: { id: user.id }, data: { mustChangePassword: false } })
        await sessions.endOthers(tx, user.id, actor.credentialId)
        await audit.record(tx, actor, {
          action: 'user.password-changed',
          object: { kind: 'user', id: user.id, name: user.name },
        })
      })
      ports.live.endStreams({
        userId: user.id,
        ...(actor.credentialId === null ? {} : { exceptCredentialId: actor.credentialId }),
      })
    },
  }
}
