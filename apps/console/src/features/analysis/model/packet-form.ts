import type { Input, testPacket } from '@flowgate/shared'

export const PROTOCOLS = [
  { value: 'ping', label: 'Ping (ICMP echo)' },
  { value: 'tcp', label: 'TCP' },
  { value: 'udp', label: 'UDP' },
  { value: 'sctp', label: 'SCTP' },
  { value: 'icmp', label: 'ICMP' },
  { value: 'icmpv6', label: 'ICMPv6' },
  { value: 'ip', label: 'Other IP protocol' },
] as const
type Protocol = (typeof PROTOCOLS)[number]['value']

/** A packet as the page's address has it. */
export interface PacketForm {
  readonly source: string
  readonly destination: string
  readonly protocol: string
  /** Destination port, ICMP type or protocol number. */
  readonly port: string
  readonly family: string
  readonly user: string
  readonly appId: string
}

const isProtocol = (text: string): text is Protocol => PROTOCOLS.some(({ value }) => value === text)
export const protocolOf = (text: string): Protocol => (isProtocol(text) ? text : 'ping')

const MOST: Readonly<Record<Protocol, number>> = {
  ping: 0,
  tcp: 65_535,
  udp: 65_535,
  sctp: 65_535,
  icmp: 255,
  icmpv6: 255,
  ip: 255,
}
export const numberLabel = (protocol: string): string | null => {
  const one = protocolOf(protocol)
  if (one === 'ping') return null
  if (one === 'ip') return 'Protocol number'
  return one.startsWith('icmp') ? 'Type' : 'Port'
}

/** What is missing or wrong; null when the packet can be tested. */
export const formError = (form: PacketForm): string | null => {
  if (form.source === '') return 'Choose a source'
  if (form.destination === '') return 'Choose a destination'
  const label = numberLabel(form.protocol)
  if (label === null) return null
  const most = MOST[protocolOf(form.protocol)]
  const value = Number(form.port)
  return /^\d+$/.test(form.port) && value <= most ? null : `${label} must be a number from 0 to ${most}`
}

type Body = NonNullable<Input<typeof testPacket>['body']>

const l4Of = ({ protocol, port, family }: PacketForm): Body['l4'] => {
  const number = Number(port)
  switch (protocolOf(protocol)) {
    case 'ping':
      return family === 'ipv6' ? { protocol: 'icmpv6', type: 128 } : { protocol: 'icmp', type: 8 }
    case 'icmp':
    case 'icmpv6':
      return { protocol: protocol as 'icmp' | 'icmpv6', type: number }
    case 'ip':
      return { protocol: 'ip', number }
    default:
      return { protocol: protocol as 'tcp' | 'udp' | 'sctp', destinationPort: number }
  }
}

export const bodyOf = (form: PacketForm, view: string): Body => ({
  view,
  source: form.source,
  destination: form.destination,
  l4: l4Of(form),
  ...(form.family === 'ipv4' || form.family === 'ipv6' ? { family: form.family } : {}),
  context: { ...(form.user ? { user: form.user } : {}), ...(form.appId ? { appId: form.appId } : {}) },
})
