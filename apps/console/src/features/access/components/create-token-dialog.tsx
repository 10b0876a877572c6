import { PERMISSION_MEANING, type Permission } from '@flowgate/shared'
import {
  Alert,
  Button,
  Checkbox,
  ClipboardCopy,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText, fieldErrors } from '../../../lib/api.ts'
import { useSession } from '../../../lib/session.ts'
import { SelectOne } from '../../../ui/select-one.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useCreateToken } from '../api/tokens.ts'

const LIFETIMES = [7, 30, 90, 365].map((days) => ({ value: String(days), label: `${days} days` }))

const Secret = ({ secret }: { readonly secret: string }) => (
  <div className="fg-stack">
    <Alert isInline variant="warning" title="This is the only time the secret is shown">
      Keep it where programs keep secrets. Whoever has it may do what the token may do.
    </Alert>
    <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied" textAriaLabel="Secret">
      {secret}
    </ClipboardCopy>
  </div>
)

/** A token with a part of one's own permissions. */
export const CreateTokenDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { permissions: own } = useSession()
  const [name, setName] = useState('')
  const [days, setDays] = useState('30')
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(
    () => new Set(own.filter((permission) => permission.endsWith(':read'))),
  )
  const create = useCreateToken()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name, permissions: [...chosen], expiresInDays: Number(days) })
  }
  const toggle = (permission: Permission, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(permission)
    else next.delete(permission)
    setChosen(next)
  }
  const ready = name.trim() !== '' && chosen.size > 0
  return (
    <Modal isOpen variant="medium" aria-label="Create an API token" onClose={onClose}>
      <ModalHeader title={create.data ? `Token ${create.data.token.name}` : 'Create an API token'} />
      <ModalBody>
        {create.data ? (
          <Secret secret={create.data.secret} />
        ) : (
          <Form id="token-form" onSubmit={submit} noValidate>
            {create.error && <Alert isInline variant="danger" title={errorText(create.error)} />}
            <TextField
              id="token-name"
              label="Name"
              value={name}
              onChange={setName}
              error={fieldErrors(create.error).name}
              hint="What uses it, such as a pipeline"
            />
            <FormGroup label="Expires after">
              <SelectOne label="Expires after" value={days} options={LIFETIMES} onChange={setDays} />
            </FormGroup>
            <FormGroup role="group" label="May" fieldId="token-permissions" isStack>
              {own.map((permission) => (
                <Checkbox
                  key={permission}
                  id={`token-${permission}`}
                  label={permission}
                  description={PERMISSION_MEANING[permission]}
                  isChecked={chosen.has(permission)}
                  onChange={(_event, on) => toggle(permission, on)}
                />
              ))}
            </FormGroup>
          </Form>
        )}
      </ModalBody>
      <ModalFooter>
        {create.data ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button
              type="submit"
              form="token-form"
              isLoading={create.isPending}
              isDisabled={!ready || create.isPending}
            >
              Create
            </Button>
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
          </>
        )}
      </ModalFooter>
    </Modal>
  )
}
