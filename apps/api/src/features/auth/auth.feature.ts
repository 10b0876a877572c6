import { AppError, type Session } from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import type { Authenticator } from '../../http/authenticator.ts'
import type { Base } from '../../http/base.ts'
import type { Feature } from '../../http/feature.ts'
import type { HttpExchange } from '../../http/route.ts'
import type { SettingsReadModel } from '../settings/settings.read-model.ts'
import { authRoutes } from './auth.routes.ts'
import { readAuthSecret } from './auth-secret.ts'
import { createAuthenticator } from './authenticator.ts'
import { createBetterAuth } from './better-auth.ts'
import { type Credentials, createCredentials } from './credentials.read-model.ts'
import { ensureFirstAdministrator } from './first-administrator.ts'
import { createOneTimeCodes } from './one-time-codes.ts'
import { createPasswords } from './passwords.ts'
import { createSecondFactorService } from './second-factor.service.ts'
import { sessionTokenOf } from './session-cookie.ts'
import { createSessions } from './sessions.ts'
import { createSignInService } from './sign-in.service.ts'
import { createSignInThrottle } from './throttle.ts'
import { createTokenService } from './tokens.service.ts'

const sweepEveryMs = 10 * 60_000

export interface AuthFeature extends Feature {
  readonly authenticator: Authenticator
  readonly credentials: Credentials
  /** See `ensureFirstAdministrator`. */
  firstAdministrator(): Promise<string | null>
}

export const createAuthFeature = (base: Base, settings: SettingsReadModel): AuthFeature => {
  const { db, pool, audit, clock, ids, live, config, log } = base
  const secret = readAuthSecret(config, ids)
  const passwords = createPasswords()
  const baseUrl = config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}`
  const auth = createBetterAuth({ db, clock, secret, baseUrl, passwords })
  const sessions = createSessions({ db, pool, clock, settings })
  const throttle = createSignInThrottle(db, clock)
  const tokens = createTokenService({ db, pool, audit, clock, ids, live })
  const signIn = createSignInService({ db, auth, audit, clock, live, passwords, sessions, throttle })
  const codes = createOneTimeCodes({ db, auth, clock, secret })
  const secondFactor = createSecondFactorService({
    db,
    auth,
    audit,
    clock,
    ids,
    live,
    passwords,
    codes,
    sessions,
    throttle,
  })

  const whoIs = async (actor: Actor, http: HttpExchange): Promise<Session> => {
    const authorization = http.requestHeaders.get('authorization')
    if (authorization === null) {
      const token = sessionTokenOf(http.requestHeaders.get('cookie') ?? undefined, secret)
      if (token === null || token === 'forged')
        throw new AppError('session_expired', { detail: 'sign in again' })
      return (await sessions.find(token)).session
    }
    const { user, authenticated } = await tokens.authenticate(authorization.replace(/^Bearer +/i, ''))
    const { id, email, name, scope, mustChangePassword, twoFactorEnabled: secondFactor } = user
    if (actor.role === null) throw new AppError('unauthenticated', { detail: 'sign in again' })
    return {
      user: { id, email, name, role: actor.role, scope, secondFactor, mustChangePassword },
      permissions: [...actor.permissions],
      kind: 'token',
      expiresAt: authenticated.expiresAt?.toISOString() ?? null,
    }
  }

  const sweep = () => {
    Promise.all([sessions.sweep(), throttle.sweep()]).catch((error: unknown) => {
      log.warn({ err: error }, 'could not remove expired sign-ins')
    })
  }
  let timer: NodeJS.Timeout | undefined

  return {
    authenticator: createAuthenticator({ sessions, tokens, secret }),
    credentials: createCredentials({ ids, live, passwords, sessions, tokens }),
    routes: authRoutes({ signIn, secondFactor, tokens, whoIs }),
    firstAdministrator: () => ensureFirstAdministrator({ db, audit, ids, passwords }, config.adminPassword),
    start: async () => {
      timer = setInterval(sweep, sweepEveryMs)
      timer.unref()
    },
    stop: async () => clearInterval(timer),
  }
}
