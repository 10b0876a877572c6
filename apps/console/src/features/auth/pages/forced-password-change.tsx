import { Button } from '@patternfly/react-core'
import { useSession } from '../../../lib/session.ts'
import { useSignOut } from '../api/sign-out.ts'
import { PasswordForm } from '../components/password-form.tsx'
import { AuthFrame } from './auth-frame.tsx'

/** The first password was somebody else's choice. */
export const ForcedPasswordChange = () => {
  const { user } = useSession()
  const signOut = useSignOut()
  return (
    <AuthFrame
      title="Choose your own password"
      description={`Somebody else set the password of ${user.email}. Change it to go on.`}
    >
      <PasswordForm email={user.email} onDone={() => {}} />
      <Button variant="link" isInline onClick={() => signOut.mutate()}>
        Sign out
      </Button>
    </AuthFrame>
  )
}
