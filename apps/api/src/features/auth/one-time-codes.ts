import { createHmac, timingSafeEqual } from 'node:crypto'
import { symmetricDecrypt } from 'better-auth/crypto'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { BetterAuth } from './better-auth.ts'
import { signedCookie } from './session-cookie.ts'

const periodMs = 30_000
/** Clocks of telephones differ: the step before and the one after are as good. */
const steps = [-1, 0, 1] as const

/** The code of one time step, RFC 6238 with SHA-1 and six digits. */
const codeAt = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export interface OneTimeCodes {
  /** Whose sign-in waits for its second step; null when the cookie is none of ours or has expired. */
  pendingUser(cookieHeader: string | undefined): Promise<string | null>
  /** Whether the code is right and newer than every accepted one; it is used up then, whatever comes of it. */
  use(userId: string, code: string, tx?: Tx): Promise<boolean>
}

/**
 * better-auth accepts a code for as long as it is shown, however often. What was accepted once is remembered here by its time
 * step, in one conditional statement, so that of two simultaneous sign-ins with one code one gets in.
 */
export const createOneTimeCodes = (ports: {
  db: Db
  auth: BetterAuth
  clock: Clock
  secret: string
}): OneTimeCodes => {
  const { db, auth, clock } = ports

  const stepOf = async (encrypted: string, code: string): Promise<number | null> => {
    const { secretConfig } = await auth.$context
    const secret = await symmetricDecrypt({ key: secretConfig, data: encrypted })
    const now = Math.floor(clock.now() / periodMs)
    // All are compared, so that the time taken does not tell which one fits.
    const fitting = steps.map((step) => now + step).filter((step) => same(codeAt(secret, step), code))
    return fitting.at(-1) ?? null
  }

  return {
    pendingUser: async (cookieHeader) => {
      const token = signedCookie(cookieHeader, 'two_factor', ports.secret)
      if (token === null || token === 'forged') return null
      const { internalAdapter } = await auth.$context
      const pending = await internalAdapter.findVerificationValue(token)
      return pending === null || pending.expiresAt.getTime() <= clock.now() ? null : pending.value
    },
    use: async (userId, code, tx = db) => {
      const row = await tx.twoFactor.findFirst({ where: { userId } })
      const step = row === null ? null : await stepOf(row.secret, code)
      if (row === null || step === null) return false
      const { count } = await tx.twoFactor.updateMany({
        where: { id: row.id, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
        data: { lastStep: step },
      })
      return count === 1
    },
  }
}
