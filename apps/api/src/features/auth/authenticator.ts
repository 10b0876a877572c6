import { AppError } from '@flowgate/shared'
import type { Authenticator } from '../../http/authenticator.ts'
import { sessionTokenOf } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import type { TokenService } from './tokens.service.ts'

/** An Authorization header counts more than a cookie: whoever sends one means it. */
export const createAuthenticator = (ports: {
  sessions: Sessions
  tokens: TokenService
  secret: string
}): Authenticator => ({
  authenticate: async ({ authorization, cookie }) => {
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
    return (await ports.sessions.find(token)).authenticated
  },
})
