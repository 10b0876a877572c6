import { AppError } from '@flowgate/shared'
import { hashPassword, verifyPassword } from 'better-auth/crypto'

/** Each hash takes 32 MB and a thread of the pool for about 60 ms: more at once would slow everything else. */
const parallel = 2
const mostWaiting = 100

export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
  /** Takes as long as `verify`, for where there is nothing to compare with. */
  pretend(password: string): Promise<void>
}

/** @throws AppError `rate_limited` when far too many hashes are wanted at once */
export const createPasswords = (): Passwords => {
  const waiting: (() => void)[] = []
  let running = 0

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= parallel) {
      if (waiting.length >= mostWaiting)
        throw new AppError('rate_limited', {
          detail: 'too many sign-ins at once; try again in a few seconds',
          context: { retryAfterSeconds: 5 },
        })
      // Whoever ends hands its place over, so `running` stays.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: (password, hash) => inTurn(() => verifyPassword({ hash, password })),
    pretend: async (password) => {
      await inTurn(() => hashPassword(password))
    },
  }
}

/** Of the passwords people choose most, those that the length rule lets through. */
const common = new Set([
  'password1234',
  'password12345',
  'password123456',
  '123456789012',
  '1234567890123',
  'qwertyuiop12',
  'qwertyuiop123',
  'administrator',
  'administrator1',
  'flowgateflowgate',
  'letmeinletmein',
  'changemechangeme',
])

const refuse = (field: string, help: string): never => {
  throw new AppError('weak_password', {
    detail: `this password is too easy to guess: ${help}`,
    errors: [{ field, message: 'is too easy to guess', help }],
  })
}

/** @throws AppError `weak_password`. Length is the contract's business. */
export const refuseWeakPassword = (
  password: string,
  about: { email: string; name: string },
  field = 'body.newPassword',
): void => {
  const lower = password.toLowerCase()
  if (common.has(lower)) refuse(field, 'it is on every list of common passwords')
  if (new Set(lower).size < 5) refuse(field, 'use at least five different characters')
  const [mailbox = ''] = about.email.toLowerCase().split('@')
  const own = [mailbox, about.name.toLowerCase()].filter((word) => word.length >= 4)
  if (own.some((word) => lower.replace(word, '').length < 8))
    refuse(field, 'it is little more than the name or e-mail address')
}
