import { signOut } from '@flowgate/shared'
import { useMutation } from '@tanstack/react-query'
import { plainApi } from '../../../lib/api.ts'
import { paths } from '../../../lib/paths.ts'
import { rememberSignedIn } from '../../../lib/signed-in.ts'

/** Leaves by loading the sign-in page anew, so that nothing of this user stays in memory. */
export const useSignOut = () =>
  useMutation({
    meta: { failure: 'Could not sign out' },
    mutationFn: () => plainApi.call(signOut),
    onSuccess: () => {
      rememberSignedIn(false)
      window.location.assign(paths.signIn())
    },
  })
