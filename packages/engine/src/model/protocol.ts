import type { ServiceEntry } from './document.ts'
import type { L4 } from './packet.ts'

/** IANA protocol numbers of the protocols that have fields of their own. */
export const PROTOCOL_NUMBER = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58 } as const

export type NamedProtocol = keyof typeof PROTOCOL_NUMBER

export const PROTOCOL_NAME: ReadonlyMap<number, NamedProtocol> = new Map([
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
  [1, 'icmp'],
  [58, 'icmpv6'],
])

export const protocolNumber = (value: L4 | ServiceEntry): number =>
  value.protocol === 'ip' ? value.number : PROTOCOL_NUMBER[value.protocol]
