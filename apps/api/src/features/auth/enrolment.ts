import { generateRandomString, symmetricEncrypt } from 'better-auth/crypto'
import type { Tx } from '../../platform/db.ts'
import type { Ids } from '../../platform/ids.ts'
import type { BetterAuth } from './better-auth.ts'

const ISSUER = 'Flowgate'
const CODES = 10
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, without padding: what authenticator apps read. */
const base32 = (text: string): string => {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '')
    .join('')
}

const recoveryCode = (): string => {
  const code = generateRandomString(10, 'a-z', '0-9', 'A-Z')
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

const uriOf = (secret: string, email: string): string => {
  const query = new URLSearchParams({ secret: base32(secret), issuer: ISSUER, digits: '6', period: '30' })
  return `otpauth://totp/${encodeURIComponent(ISSUER)}:${encodeURIComponent(email)}?${query}`
}

/** A secret and recovery codes that are not yet in force. */
export interface Enrolment {
  readonly uri: string
  readonly recoveryCodes: string[]
  /** In place of any that was begun before. */
  store(tx: Tx): Promise<void>
}

/**
 * Second factors in the rows and the encryption of better-auth, which asks for them at sign-in. It would write them by itself,
 * outside any transaction; here they are written in the one that writes the audit event.
 */
export const newEnrolment = async (
  { auth, ids }: { readonly auth: BetterAuth; readonly ids: Ids },
  user: { readonly id: string; readonly email: string },
): Promise<Enrolment> => {
  const { secretConfig } = await auth.$context
  const secret = generateRandomString(32)
  const recoveryCodes = Array.from({ length: CODES }, recoveryCode)
  const data = {
    secret: await symmetricEncrypt({ key: secretConfig, data: secret }),
    backupCodes: await symmetricEncrypt({ key: secretConfig, data: JSON.stringify(recoveryCodes) }),
    verified: false,
    lastStep: null,
  }
  return {
    uri: uriOf(secret, user.email),
    recoveryCodes,
    store: async (tx) => {
      await tx.twoFactor.deleteMany({ where: { userId: user.id } })
      await tx.twoFactor.create({ data: { id: ids.uuid(), userId: user.id, ...data } })
    },
  }
}
