import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Passwords } from './passwords.ts'

export const COOKIE_PREFIX = 'flowgate'
export const ACCOUNT_DISABLED = 'ACCOUNT_DISABLED'

/** The longest that the settings allow; ours are checked at every request. */
const longestSessionSeconds = 168 * 60 * 60

/**
 * better-auth, used as a library behind our own operations: its HTTP handler is not mounted, so nothing is reachable that
 * the contracts do not name.
 */
export const createBetterAuth = (options: {
  db: Db
  clock: Clock
  secret: string
  baseUrl: string
  passwords: Passwords
}) =>
  betterAuth({
    appName: 'Flowgate',
    secret: options.secret,
    baseURL: options.baseUrl,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: prismaAdapter(options.db, { provider: 'postgresql' }),
    // Sign-in attempts are counted by our own throttle, in the database, for all replicas together.
    rateLimit: { enabled: false },
    session: {
      expiresIn: longestSessionSeconds,
      disableSessionRefresh: true,
      additionalFields: { lastSeenAt: { type: 'date', required: false, input: false } },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: {
        hash: (password) => options.passwords.hash(password),
        verify: ({ hash, password }) => options.passwords.verify(password, hash),
      },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: options.baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
    },
    databaseHooks: {
      session: {
        create: {
          // After the password has proved right, so that it tells strangers nothing about who is disabled.
          before: async (session) => {
            const user = await options.db.user.findUnique({ where: { id: session.userId } })
            if (user?.disabled !== false)
              throw new APIError('FORBIDDEN', { code: ACCOUNT_DISABLED, message: 'the account is disabled' })
            const now = new Date(options.clock.now())
            return { data: { ...session, createdAt: now, lastSeenAt: now } }
          },
        },
      },
    },
    plugins: [twoFactor({ issuer: 'Flowgate', totpOptions: { digits: 6, period: 30 } })],
  })

export type BetterAuth = ReturnType<typeof createBetterAuth>
