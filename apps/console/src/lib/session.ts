import {
  getSession,
  missingPermissions,
  type Permission,
  type Requirement,
  ROLE_LABEL,
  rolesWith,
  type Session,
} from '@flowgate/shared'
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { isCode, plainApi } from './api.ts'
import { sessionRenewal } from './session-renewal.ts'
import { mayBeSignedIn, rememberSignedIn } from './signed-in.ts'

const SESSION_KEY = ['session']

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal, client }): Promise<Session | null> => {
    if (!mayBeSignedIn()) return null
    try {
      return await plainApi.call(getSession, {}, { signal })
    } catch (error) {
      if (!isCode(error, 'unauthenticated', 'session_expired')) throw error
      const before = client.getQueryData<Session | null>(SESSION_KEY)
      if (!before) {
        rememberSignedIn(false)
        return null
      }
      // Somebody was signed in: the page stays as it is, with the sign-in dialog over it.
      void sessionRenewal.wait()
      return before
    }
  },
  staleTime: 60_000,
})

/** Of whoever is signed in. Only below the session gate, which guarantees that there is one. */
export const useSession = (): Session => {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data) throw new Error('useSession is used outside the session gate')
  return data
}

export interface Access {
  readonly allowed: boolean
  /** Why not, and who could; empty when allowed. */
  readonly reason: string
}

const list = (words: readonly string[], last: string): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`

export const accessFor = (held: readonly Permission[], required: Requirement): Access => {
  const missing = missingPermissions(new Set(held), required)
  if (missing.length === 0) return { allowed: true, reason: '' }
  const roles = rolesWith(missing).map((role) => ROLE_LABEL[role])
  return {
    allowed: false,
    reason: `Needs the permission ${list(missing, 'and')}, which ${list(roles, 'and')} ${roles.length === 1 ? 'has' : 'have'}.`,
  }
}

/** Whether the signed-in user may do what `required` says, and if not, why. */
export const useCan = (required: Requirement): Access => {
  const { data } = useQuery(sessionQuery)
  return accessFor(data?.permissions ?? [], required)
}
