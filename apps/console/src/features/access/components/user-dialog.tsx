import { ROLE_LABEL, ROLES, type Role, type User } from '@flowgate/shared'
import { FormGroup } from '@patternfly/react-core'
import { useState } from 'react'
import { fieldErrors } from '../../../lib/api.ts'
import { tagSource } from '../../../lib/entity-sources.ts'
import { FormDialog } from '../../../ui/dialog/form-dialog.tsx'
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
}

const Fields = ({ form, onChange, error, isNew }: FieldsProps) => {
  const fields = fieldErrors(error)
  return (
    <>
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
    </>
  )
}

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
    <FormDialog
      title="Add a user"
      size="small"
      submitLabel="Save"
      isBusy={create.isPending}
      error={create.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Fields form={form} isNew error={create.error} onChange={(patch) => setForm({ ...form, ...patch })} />
    </FormDialog>
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
    <FormDialog
      title={`Change ${user.name}`}
      size="small"
      submitLabel="Save"
      isBusy={update.isPending}
      error={update.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Fields
        form={form}
        isNew={false}
        error={update.error}
        onChange={(patch) => setForm({ ...form, ...patch })}
      />
    </FormDialog>
  )
}
