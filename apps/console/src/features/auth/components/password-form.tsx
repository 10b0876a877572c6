import { ActionGroup, Alert, Button, Form } from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText, fieldErrors } from '../../../lib/api.ts'
import { TextField } from '../../../ui/text-field.tsx'
import { useChangePassword } from '../api/change-password.ts'

const EMPTY = { currentPassword: '', newPassword: '', again: '' }
const MINIMUM = 12

export const PasswordForm = ({ email, onDone }: { readonly email: string; readonly onDone: () => void }) => {
  const [values, setValues] = useState(EMPTY)
  const change = useChangePassword()
  const fields = fieldErrors(change.error)
  const differs = values.again !== '' && values.again !== values.newPassword
  const ready =
    values.currentPassword !== '' &&
    values.newPassword.length >= MINIMUM &&
    values.again === values.newPassword
  const set = (name: keyof typeof EMPTY) => (value: string) => setValues({ ...values, [name]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    const { currentPassword, newPassword } = values
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          setValues(EMPTY)
          onDone()
        },
      },
    )
  }
  return (
    <Form onSubmit={submit} noValidate aria-label="Change password">
      {change.error && <Alert isInline variant="danger" title={errorText(change.error)} />}
      {/* Password managers look for it. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField
        id="current-password"
        label="Current password"
        type="password"
        value={values.currentPassword}
        onChange={set('currentPassword')}
        autoComplete="current-password"
        error={fields.currentPassword}
      />
      <TextField
        id="new-password"
        label="New password"
        type="password"
        value={values.newPassword}
        onChange={set('newPassword')}
        autoComplete="new-password"
        error={fields.newPassword}
        hint={`At least ${MINIMUM} characters. All your other sessions end.`}
      />
      <TextField
        id="new-password-again"
        label="New password again"
        type="password"
        value={values.again}
        onChange={set('again')}
        autoComplete="new-password"
        error={differs ? 'Not the same as the new password' : undefined}
      />
      <ActionGroup>
        <Button type="submit" isLoading={change.isPending} isDisabled={!ready || change.isPending}>
          Change password
        </Button>
      </ActionGroup>
    </Form>
  )
}
