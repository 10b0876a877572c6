import { Button, Form, FormGroup, TextInput } from '@patternfly/react-core'
import { ExchangeAltIcon } from '@patternfly/react-icons'
import type { FormEvent } from 'react'
import { SelectOne } from '../../../ui/select-one.tsx'
import { formError, numberLabel, type PacketForm, PROTOCOLS, protocolOf } from '../model/packet-form.ts'
import { EndpointInput } from './endpoint-input.tsx'

interface PacketFieldsProps {
  readonly form: PacketForm
  readonly onChange: (patch: Partial<Record<keyof PacketForm, string>>) => void
  readonly onRun: () => void
  readonly isRunning: boolean
}
const FAMILIES = [
  { value: '', label: 'IPv4, else IPv6' },
  { value: 'ipv4', label: 'IPv4' },
  { value: 'ipv6', label: 'IPv6' },
]

export const PacketFields = ({ form, onChange, onRun, isRunning }: PacketFieldsProps) => {
  const error = formError(form)
  const number = numberLabel(form.protocol)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (error === null) onRun()
  }
  return (
    <Form className="fg-packet" onSubmit={submit} aria-label="Packet">
      <EndpointInput label="Source" value={form.source} onChange={(source) => onChange({ source })} />
      <Button
        variant="plain"
        className="fg-packet__swap"
        aria-label="Swap source and destination"
        icon={<ExchangeAltIcon />}
        onClick={() => onChange({ source: form.destination, destination: form.source })}
      />
      <EndpointInput
        label="Destination"
        value={form.destination}
        onChange={(destination) => onChange({ destination })}
      />
      <FormGroup label="Protocol">
        <SelectOne
          label="Protocol"
          value={protocolOf(form.protocol)}
          options={PROTOCOLS}
          onChange={(protocol) => onChange({ protocol, port: '' })}
          isFullWidth
        />
      </FormGroup>
      {number !== null && (
        <FormGroup label={number} fieldId="packet-number" isRequired>
          <TextInput
            id="packet-number"
            className="fg-mono"
            inputMode="numeric"
            value={form.port}
            onChange={(_event, port) => onChange({ port: port.trim() })}
          />
        </FormGroup>
      )}
      <FormGroup label="Address family">
        <SelectOne
          label="Address family"
          value={form.family}
          options={FAMILIES}
          onChange={(family) => onChange({ family })}
          isFullWidth
        />
      </FormGroup>
      <div className="fg-packet__run">
        <Button
          type="submit"
          variant="primary"
          isAriaDisabled={error !== null}
          isLoading={isRunning}
          title={error ?? ''}
        >
          Test
        </Button>
      </div>
    </Form>
  )
}
