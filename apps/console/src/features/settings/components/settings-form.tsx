import type { Settings } from '@flowgate/shared'
import { ActionGroup, Alert, Form, FormSection } from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText, fieldErrors } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useUpdateSettings } from '../api/settings.ts'

const NUMBERS = [
  { name: 'flowRetentionDays', label: 'Keep flows for (days)', hint: 'Older flows are deleted. 1 to 3,650.' },
  { name: 'auditRetentionDays', label: 'Keep the audit log for (days)', hint: '30 to 3,650.' },
  {
    name: 'sessionIdleMinutes',
    label: 'Sessions end after (minutes without a request)',
    hint: '5 to 1,440.',
  },
  { name: 'sessionMaxHours', label: 'Sessions end anyway after (hours)', hint: '1 to 168.' },
] as const

export const SettingsForm = ({ settings }: { readonly settings: Settings }) => {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
  )
  const update = useUpdateSettings(settings)
  const fields = fieldErrors(update.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const numbers = Object.fromEntries(NUMBERS.map(({ name }) => [name, Number(values[name])]))
    update.mutate(
      { organization: values.organization ?? '', ...numbers },
      { onSuccess: () => toasts.add({ variant: 'success', title: 'Settings saved' }) },
    )
  }
  const changed = Object.entries(settings).some(([name, value]) => values[name] !== String(value))
  return (
    <Form onSubmit={submit} noValidate isWidthLimited aria-label="Settings">
      {update.error && <Alert isInline variant="danger" title={errorText(update.error)} />}
      <FormSection title="General" titleElement="h2">
        <TextField
          id="organization"
          label="Organization"
          value={values.organization ?? ''}
          onChange={(organization) => setValues({ ...values, organization })}
          error={fields.organization}
          hint="Shown beside the name at the top of every page."
        />
      </FormSection>
      <FormSection title="Retention and sessions" titleElement="h2">
        {NUMBERS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            id={name}
            label={label}
            type="number"
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
            error={fields[name]}
            hint={hint}
          />
        ))}
      </FormSection>
      <ActionGroup>
        <GuardedButton
          requires="settings:write"
          blocked={changed ? null : 'Nothing has been changed.'}
          type="submit"
          isLoading={update.isPending}
        >
          Save
        </GuardedButton>
      </ActionGroup>
    </Form>
  )
}
