import { type Session, signIn, verifySecondFactor } from '@flowgate/shared'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { plainApi } from '../../../lib/api.ts'
import { sessionQuery } from '../../../lib/session.ts'
import { rememberSignedIn } from '../../../lib/signed-in.ts'

interface Credentials {
  readonly email: string
  readonly password: string
}

/** Null when a one-time code is still wanted. */
export const useSignIn = () =>
  useMutation({
    meta: { handlesError: true },
    mutationFn: async (body: Credentials): Promise<Session | null> => {
      const answer = await plainApi.call(signIn, { body })
      return 'secondFactorRequired' in answer ? null : answer
    },
  })

export const useVerifySecondFactor = () =>
  useMutation({
    meta: { handlesError: true },
    mutationFn: (code: string) => plainApi.call(verifySecondFactor, { body: { code } }),
  })

/** Makes a new session the one that the whole console goes by. */
export const useAdoptSession = () => {
  const client = useQueryClient()
  return (session: Session) => {
    rememberSignedIn(true)
    client.setQueryData(sessionQuery.queryKey, session)
  }
}
