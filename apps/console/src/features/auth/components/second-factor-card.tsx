import { Alert, Button, Card, CardBody, CardTitle, Form, Label } from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import { TextField } from '../../../ui/text-field.tsx'
import { useBeginSecondFactor, useRemoveSecondFactor } from '../api/second-factor.ts'
import { SecondFactorEnrolment } from './second-factor-enrolment.tsx'

export const SecondFactorCard = ({ enabled }: { readonly enabled: boolean }) => {
  const [asking, setAsking] = useState(false)
  const [password, setPassword] = useState('')
  const begin = useBeginSecondFactor()
  const remove = useRemoveSecondFactor()
  const error = enabled ? remove.error : begin.error
  const reset = () => {
    setAsking(false)
    setPassword('')
    begin.reset()
    remove.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!enabled) return begin.mutate(password)
    remove.mutate(password, {
      onSuccess: () => {
        reset()
        toasts.add({ variant: 'warning', title: 'Second factor turned off' })
      },
    })
  }
  return (
    <Card>
      <CardTitle component="h2">
        Second factor{' '}
        <Label isCompact color={enabled ? 'green' : 'grey'}>
          {enabled ? 'On' : 'Off'}
        </Label>
      </CardTitle>
      <CardBody>
        <div className="fg-stack">
          <p>A one-time code from an app is asked for at sign-in, besides the password.</p>
          {begin.data ? (
            <SecondFactorEnrolment
              uri={begin.data.uri}
              recoveryCodes={begin.data.recoveryCodes}
              onDone={reset}
            />
          ) : asking ? (
            <Form onSubmit={submit} noValidate>
              {error && <Alert isInline variant="danger" title={errorText(error)} />}
              <TextField
                id="second-factor-password"
                label="Password"
                type="password"
                value={password}
                onChange={setPassword}
                autoComplete="current-password"
                autoFocus
              />
              <div className="fg-row">
                <Button
                  type="submit"
                  variant={enabled ? 'danger' : 'primary'}
                  isDisabled={password === '' || begin.isPending || remove.isPending}
                >
                  {enabled ? 'Turn off' : 'Continue'}
                </Button>
                <Button variant="link" onClick={reset}>
                  Cancel
                </Button>
              </div>
            </Form>
          ) : (
            <div>
              <Button variant="secondary" onClick={() => setAsking(true)}>
                {enabled ? 'Turn off' : 'Turn on'}
              </Button>
            </div>
          )}
        </div>
      </CardBody>
    </Card>
  )
}
