import type { Session } from '@flowgate/shared'
import { ActionGroup, Alert, Button, Form } from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import { errorText } from '../../../lib/api.ts'
import { TextField } from '../../../ui/text-field.tsx'
import { useSignIn, useVerifySecondFactor } from '../api/sign-in.ts'

interface SignInFormProps {
  /** Whose session ended; they cannot be somebody else here. */
  readonly email?: string
  readonly onDone: (session: Session) => void
}

/** Password, then a one-time code when the account asks for one. */
export const SignInForm = ({ email: known, onDone }: SignInFormProps) => {
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<'password' | 'code'>('password')
  const signIn = useSignIn()
  const verify = useVerifySecondFactor()
  const error = step === 'password' ? signIn.error : verify.error

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // A failure is shown from the mutation's state.
    if (step === 'code') {
      const session = await verify.mutateAsync(code).catch(() => null)
      if (session) onDone(session)
      else setCode('')
      return
    }
    const answer = await signIn.mutateAsync({ email: email.trim(), password }).catch(() => undefined)
    if (answer === null) setStep('code')
    else if (answer) onDone(answer)
  }
  const startOver = () => {
    setStep('password')
    setPassword('')
    setCode('')
    verify.reset()
  }
  const busy = signIn.isPending || verify.isPending
  return (
    <Form onSubmit={(event) => void submit(event)} noValidate aria-label="Sign in">
      {error && <Alert isInline variant="danger" title={errorText(error)} />}
      {step === 'password' ? (
        <>
          <TextField
            id="email"
            label="E-mail"
            type="email"
            value={email}
            onChange={setEmail}
            autoComplete="username"
            autoFocus={known === undefined}
            isReadOnly={known !== undefined}
          />
          <TextField
            id="password"
            label="Password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            autoFocus={known !== undefined}
          />
        </>
      ) : (
        <TextField
          key="code"
          id="code"
          label="One-time code"
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          autoFocus
          mono
          hint="From your authenticator app, or one of your recovery codes."
        />
      )}
      <ActionGroup>
        <Button
          type="submit"
          variant="primary"
          isLoading={busy}
          isDisabled={
            busy || (step === 'password' ? email.trim() === '' || password === '' : code.trim().length < 6)
          }
        >
          {step === 'password' ? 'Sign in' : 'Verify'}
        </Button>
        {step === 'code' && (
          <Button variant="link" onClick={startOver}>
            Start over
          </Button>
        )}
      </ActionGroup>
    </Form>
  )
}
