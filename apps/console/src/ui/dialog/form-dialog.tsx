import { Alert, Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { type FormEvent, type ReactNode, useId } from 'react'
import { errorText } from '../../lib/api.ts'

interface FormDialogProps {
  readonly title: string
  readonly description?: string
  readonly size?: 'small' | 'medium' | 'large'
  readonly submitLabel: string
  readonly isBusy: boolean
  /** Not everything that is needed has been given yet. */
  readonly isIncomplete?: boolean
  /** Why it could not be saved; shown above the fields. */
  readonly error: unknown
  readonly className?: string
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The frame of every dialog that is filled in: title, what went wrong, fields, and two buttons. Enter submits. */
export const FormDialog = ({ title, size = 'medium', error, onClose, ...props }: FormDialogProps) => {
  const form = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // A dialog opened from a field of another one (create a service) is a child of that one's form, too.
    event.stopPropagation()
    if (!props.isBusy && !props.isIncomplete) props.onSubmit()
  }
  return (
    <Modal isOpen variant={size} aria-label={title} onClose={onClose}>
      <ModalHeader title={title} {...(props.description ? { description: props.description } : {})} />
      <ModalBody>
        <Form
          id={form}
          onSubmit={submit}
          noValidate
          {...(props.className ? { className: props.className } : {})}
        >
          {error !== null && error !== undefined && (
            <Alert isInline variant="danger" title={errorText(error)} />
          )}
          {props.children}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form={form}
          isLoading={props.isBusy}
          isDisabled={props.isBusy || props.isIncomplete === true}
        >
          {props.submitLabel}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}
