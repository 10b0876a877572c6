import { AppError } from '@flowgate/shared'
import { APIError } from 'better-auth/api'
import type { HttpExchange } from '../../http/route.ts'
import { ACCOUNT_DISABLED } from './better-auth.ts'

/** Hands the cookies that better-auth sets on to our answer. */
export const takeCookies = (headers: Headers, http: HttpExchange): void => {
  for (const cookie of headers.getSetCookie()) http.addResponseHeader('set-cookie', cookie)
}

/** better-auth's refusals as ours; `otherwise` is for wrong passwords and codes. Real faults are thrown on. */
export const fromBetterAuth = (error: unknown, otherwise: () => AppError): AppError => {
  if (error instanceof AppError) return error
  if (!(error instanceof APIError) || error.statusCode >= 500) throw error
  if (error.body?.code === ACCOUNT_DISABLED)
    return new AppError('account_disabled', {
      detail: 'this account is disabled; an administrator can enable it',
    })
  if (error.statusCode === 429)
    return new AppError('rate_limited', {
      detail: 'too many wrong codes; try again in 15 minutes',
      context: { retryAfterSeconds: 900 },
    })
  return otherwise()
}
