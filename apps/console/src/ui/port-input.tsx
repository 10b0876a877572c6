import { TextInput } from '@patternfly/react-core'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { formatPort, type PortFilter, parsePort } from '../lib/port-filter.ts'

interface PortInputProps {
  readonly value: PortFilter
  readonly onChange: (value: PortFilter) => void
}
const textOf = ({ protocol, port }: PortFilter) =>
  protocol === '' ? port : port === '' ? protocol : formatPort(protocol, Number(port))

/** `443`, `tcp/443` or `icmp`; takes effect with Enter or when left. */
export const PortInput = ({ value, onChange }: PortInputProps) => {
  const shown = textOf(value)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const parsed = parsePort(text)
  const apply = () => {
    if (parsed && text !== shown) onChange(parsed)
  }
  return (
    <TextInput
      className="fg-mono fg-port"
      aria-label="Port: 443, tcp/443 or icmp"
      placeholder="Port, e.g. tcp/443"
      value={text}
      validated={parsed ? 'default' : 'error'}
      title={parsed ? '' : 'Write a port (443), protocol/port (tcp/443) or a protocol (icmp)'}
      onChange={(_event, next) => setText(next)}
      onBlur={apply}
      onKeyDown={(event: KeyboardEvent) => event.key === 'Enter' && apply()}
    />
  )
}
