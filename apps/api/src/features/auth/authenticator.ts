import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '@flowgate/shared'
import type { Authenticated, Authenticator } from '../../http/authenticator.ts'
import { sessionTokenOf } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import type { TokenService } from './tokens.service.ts'

/** An Authorization header counts more than a cookie: whoever sends one means it. */
export const createAuthenticator = (ports: {
  sessions: Sessions
  tokens: TokenService
  secret: string
}): Authenticator => {
  const known = async (
    { authorization, cookie }: IncomingHttpHeaders,
    about: { readonly use: boolean },
  ): Promise<Authenticated | null> => {
    if (authorization !== undefined) {
      const token = /^Bearer +(\S{1,500})$/i.exec(authorization)?.[1]
      if (token === undefined)
        throw new AppError('unauthenticated', {
          detail: 'send an API token as `Authorization: Bearer TOKEN`',
        })
      return (await ports.tokens.authenticate(token)).authenticated
    }
    const token = sessionTokenOf(cookie, ports.secret)
    if (token === null) return null
    if (token === 'forged')
      throw new AppError('session_expired', { detail: 'the session cookie is not valid; sign in again' })
    return (await ports.sessions.find(token, about)).authenticated
  }
  return {
    authenticate: (headers) => known(headers, { use: true }),
    stillHolds: async (headers) => {
      try {
        return (await known(headers, { use: false })) !== null
      } catch (error) {
        if (error instanceof AppError) return false
        throw error
      }
    },
  }
}
