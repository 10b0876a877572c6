import type { Session } from '@flowgate/shared'
import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { paths } from '../../../lib/paths.ts'
import { sessionRenewal } from '../../../lib/session-renewal.ts'
import { useAdoptSession } from '../api/sign-in.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Over the page when the session has ended: what was typed stays, requests that were refused are repeated. */
export const SignInDialog = ({ session }: { readonly session: Session }) => {
  const adopt = useAdoptSession()
  const done = (renewed: Session) => {
    if (renewed.user.id !== session.user.id) {
      window.location.reload()
      return
    }
    adopt(renewed)
    sessionRenewal.renewed()
  }
  return (
    <Modal isOpen variant="small" aria-label="Sign in again" disableFocusTrap={false}>
      <ModalHeader
        title="Sign in again"
        description="Your session has ended. Sign in to go on where you were: nothing that you typed is lost."
      />
      <ModalBody>
        <SignInForm email={session.user.email} onDone={done} />
      </ModalBody>
      <ModalFooter>
        <Button variant="link" isInline onClick={() => window.location.assign(paths.signIn())}>
          Use another account and lose unsaved work
        </Button>
      </ModalFooter>
    </Modal>
  )
}
