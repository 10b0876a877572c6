import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/api.ts'

interface ConfirmDialogProps {
  readonly title: string
  /** What it affects: named objects and numbers, not a warning in general. */
  readonly children: ReactNode
  readonly confirmLabel: string
  readonly danger?: boolean
  /** Closes when it has gone well; what goes wrong is shown here. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const { title, children, confirmLabel, danger = false, onConfirm, onClose } = props
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Modal isOpen variant="small" aria-label={title} onClose={onClose}>
      <ModalHeader title={title} {...(danger ? { titleIconVariant: 'warning' as const } : {})} />
      <ModalBody>
        <div className="fg-stack">
          {error !== null && <Alert isInline variant="danger" title={errorText(error)} />}
          {children}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button
          variant={danger ? 'danger' : 'primary'}
          isLoading={busy}
          isDisabled={busy}
          onClick={() => void confirm()}
        >
          {confirmLabel}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
