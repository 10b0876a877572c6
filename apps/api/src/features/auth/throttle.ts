import { isIPv6 } from 'node:net'
import { AppError } from '@flowgate/shared'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { sha256 } from '../../platform/hash.ts'

/** Failures without any delay, per account and per address (many people may share an address). */
const free = { account: 5, address: 20 } as const
const longestSeconds = 900
/** Quiet for so long, and it starts anew. */
const forgottenAfterMs = 60 * 60_000

/** Not blocked. Not "until now": of two attempts at once, the clock of one may be a little behind. */
const never = new Date(0)

type Kind = keyof typeof free

export interface SignInThrottle {
  /**
   * Counts an attempt as failed before it is made, so that simultaneous guesses cannot slip through together.
   * @throws AppError `rate_limited` while the account or the address is blocked
   */
  attempt(account: string, address: string | null): Promise<{ succeeded(): Promise<void> }>
  sweep(): Promise<void>
}

/** The 64-bit network of an IPv6 address: its owner has all the addresses in it. */
const network = (address: string): string => {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const front = head.split(':').filter((part) => part !== '')
  const back = (tail ?? '').split(':').filter((part) => part !== '')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0')
  return [...front, ...zeros, ...back].slice(0, 4).join(':')
}

export const createSignInThrottle = (db: Db, clock: Clock): SignInThrottle => {
  const blocked = async (key: string): Promise<never> => {
    const row = await db.signInThrottle.findUnique({ where: { key } })
    const left = Math.max(1, Math.ceil(((row?.blockedUntil.getTime() ?? 0) - clock.now()) / 1000))
    throw new AppError('rate_limited', {
      detail: `too many failed sign-ins; try again in ${left} s`,
      context: { retryAfterSeconds: left },
    })
  }

  const count = async (kind: Kind, key: string): Promise<void> => {
    const now = new Date(clock.now())
    const forgotten = new Date(clock.now() - forgottenAfterMs)
    const rows = await db.$executeRaw`
      INSERT INTO "SignInThrottle" AS t ("key", "failures", "blockedUntil", "lastAt")
      VALUES (${key}, 1, ${never}, ${now})
      ON CONFLICT ("key") DO UPDATE SET
        "failures" = CASE WHEN t."lastAt" < ${forgotten} THEN 1 ELSE t."failures" + 1 END,
        "lastAt" = GREATEST(t."lastAt", EXCLUDED."lastAt"),
        "blockedUntil" = CASE
          WHEN t."lastAt" < ${forgotten} OR t."failures" + 1 < ${free[kind]} THEN ${never}
          ELSE EXCLUDED."lastAt" + make_interval(secs =>
            LEAST(${longestSeconds}, power(2, LEAST(t."failures" + 1 - ${free[kind]}, 20)))) END
      WHERE t."blockedUntil" <= EXCLUDED."lastAt"`
    if (rows === 0) await blocked(key)
  }

  return {
    attempt: async (account, address) => {
      const accountKey = `account:${sha256(account.toLowerCase())}`
      const addressKey = `address:${network(address ?? 'unknown')}`
      await count('address', addressKey)
      await count('account', accountKey)
      return {
        succeeded: async () => {
          await db.signInThrottle.deleteMany({ where: { key: accountKey } })
          // Only this attempt is taken back: one's own account must not clear the way for guessing others'.
          await db.$executeRaw`
            UPDATE "SignInThrottle" SET "failures" = GREATEST("failures" - 1, 0), "blockedUntil" = ${never}
            WHERE "key" = ${addressKey}`
        },
      }
    },
    sweep: async () => {
      await db.signInThrottle.deleteMany({
        where: { lastAt: { lt: new Date(clock.now() - 24 * 60 * 60_000) } },
      })
    },
  }
}
