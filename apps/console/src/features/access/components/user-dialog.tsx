import { ROLE_LABEL, ROLES, type Role, type User } from '@flowgate/shared'
import {
  Alert,
  Button,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText, fieldErrors } from '../../../lib/api.ts'
import { tagSource } from '../../../lib/entity-sources.ts'
import { EntityPicker } from '../../../ui/picker/entity-picker.tsx'
import { SelectOne } from '../../../ui/select-one.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useCreateUser, useUpdateUser } from '../api/users.ts'

interface UserForm {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly scope: readonly string[]
  readonly password: string
}
const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_LABEL[value] }))

interface FieldsProps {
  readonly form: UserForm
  readonly onChange: (patch: Partial<UserForm>) => void
  readonly error: unknown
  readonly isNew: boolean
  readonly onSubmit: () => void
}

const Fields = ({ form, onChange, error, isNew, onSubmit }: FieldsProps) => {
  const fields = fieldErrors(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Form id="user-form" onSubmit={submit} noValidate>
      {error !== null && error !== undefined && <Alert isInline variant="danger" title={errorText(error)} />}
      <TextField
        id="user-email"
        label="E-mail"
        type="email"
        value={form.email}
        isReadOnly={!isNew}
        onChange={(email) => onChange({ email })}
        error={fields.email}
      />
      <TextField
        id="user-name"
        label="Name"
        value={form.name}
        onChange={(name) => onChange({ name })}
        error={fields.name}
      />
      <FormGroup label="Role">
        <SelectOne
          label="Role"
          value={form.role}
          options={ROLE_OPTIONS}
          isFullWidth
          onChange={(role) => onChange({ role: role as Role })}
        />
      </FormGroup>
      <FormGroup label="Sees only workloads with one of these tags (empty: everything)">
        <EntityPicker
          label="Scope"
          kind="tag"
          source={tagSource}
          selected={form.scope.map((id) => ({ id, name: id }))}
          onChange={(chosen) => onChange({ scope: chosen.map(({ id }) => id) })}
          placeholder="Everything"
        />
      </FormGroup>
      <TextField
        id="user-password"
        label={isNew ? 'First password' : 'New password (empty: keep)'}
        type="password"
        autoComplete="new-password"
        value={form.password}
        onChange={(password) => onChange({ password })}
        error={fields.password}
        hint={
          isNew
            ? 'At least 12 characters. To be changed at the first sign-in.'
            : 'At least 12 characters. Ends the user’s sessions.'
        }
      />
    </Form>
  )
}

interface FrameProps {
  readonly title: string
  readonly busy: boolean
  readonly onClose: () => void
  readonly children: React.ReactNode
}
const Frame = ({ title, busy, onClose, children }: FrameProps) => (
  <Modal isOpen variant="small" aria-label={title} onClose={onClose}>
    <ModalHeader title={title} />
    <ModalBody>{children}</ModalBody>
    <ModalFooter>
      <Button type="submit" form="user-form" isLoading={busy} isDisabled={busy}>
        Save
      </Button>
      <Button variant="link" onClick={onClose}>
        Cancel
      </Button>
    </ModalFooter>
  </Modal>
)

export const CreateUserDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [form, setForm] = useState<UserForm>({
    email: '',
    name: '',
    role: 'security-analyst',
    scope: [],
    password: '',
  })
  const create = useCreateUser()
  const save = () => create.mutate({ ...form, scope: [...form.scope] }, { onSuccess: onClose })
  return (
    <Frame title="Add a user" busy={create.isPending} onClose={onClose}>
      <Fields
        form={form}
        isNew
        error={create.error}
        onSubmit={save}
        onChange={(patch) => setForm({ ...form, ...patch })}
      />
    </Frame>
  )
}

export const EditUserDialog = ({ user, onClose }: { readonly user: User; readonly onClose: () => void }) => {
  const [form, setForm] = useState<UserForm>({ ...user, password: '' })
  const update = useUpdateUser(user)
  const save = () => {
    const { name, role, scope, password } = form
    update.mutate(
      { name, role, scope: [...scope], ...(password ? { password } : {}) },
      { onSuccess: onClose },
    )
  }
  return (
    <Frame title={`Change ${user.name}`} busy={update.isPending} onClose={onClose}>
      <Fields
        form={form}
        isNew={false}
        error={update.error}
        onSubmit={save}
        onChange={(patch) => setForm({ ...form, ...patch })}
      />
    </Frame>
  )
}
