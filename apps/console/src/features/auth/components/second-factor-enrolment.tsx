import { Alert, Button, Form } from '@patternfly/react-core'
import { type FormEvent, useMemo, useState } from 'react'
import { encode } from 'uqr'
import { errorText } from '../../../lib/api.ts'
import { toasts } from '../../../lib/toasts.ts'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useConfirmSecondFactor } from '../api/second-factor.ts'

const QrCode = ({ text }: { readonly text: string }) => {
  const { data, size } = useMemo(() => encode(text, { border: 2 }), [text])
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width="180"
      height="180"
      role="img"
      aria-label="QR code for your app"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

interface EnrolmentProps {
  readonly uri: string
  readonly recoveryCodes: readonly string[]
  readonly onDone: () => void
}
export const SecondFactorEnrolment = ({ uri, recoveryCodes, onDone }: EnrolmentProps) => {
  const [code, setCode] = useState('')
  const confirm = useConfirmSecondFactor()
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(code, {
      onSuccess: () => {
        toasts.add({ variant: 'success', title: 'Second factor turned on' })
        onDone()
      },
    })
  }
  return (
    <Form onSubmit={submit} noValidate aria-label="Turn on the second factor">
      <p>1. Scan this with your authenticator app, or type the key.</p>
      <QrCode text={uri} />
      <CopyMono text={secret} what="Copy the key" />
      <p>2. Keep these recovery codes. Each works once, and they are not shown again.</p>
      <CopyMono text={recoveryCodes.join(' ')} what="Copy the recovery codes" />
      {confirm.error && <Alert isInline variant="danger" title={errorText(confirm.error)} />}
      <TextField
        id="enrolment-code"
        label="3. The code that the app shows now"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        mono
      />
      <div className="fg-row">
        <Button type="submit" isDisabled={code.trim().length < 6 || confirm.isPending}>
          Turn on
        </Button>
        <Button variant="link" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </Form>
  )
}
