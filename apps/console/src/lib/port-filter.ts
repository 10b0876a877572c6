export { formatPort } from './format.ts'

/** As the flow filter takes them; empty = any. */
export interface PortFilter {
  readonly protocol: string
  readonly port: string
}
const PROTOCOLS = new Set(['tcp', 'udp', 'sctp', 'icmp', 'icmpv6'])

/** From `443`, `tcp/443`, `icmp`, or nothing. Null when it is none of these. */
export const parsePort = (text: string): PortFilter | null => {
  const match = /^\s*(?:([a-z0-9]+)\s*[/:]\s*)?(\d{1,5}|[a-z0-9]+)?\s*$/i.exec(text)
  if (!match) return null
  const [, before, after = ''] = match
  const isPort = /^\d+$/.test(after)
  const protocol = (before ?? (isPort ? '' : after)).toLowerCase()
  const port = isPort ? after : ''
  if (protocol !== '' && !PROTOCOLS.has(protocol)) return null
  if (before !== undefined && !isPort) return null
  if (port !== '' && Number(port) > 65_535) return null
  return { protocol, port: port === '' ? '' : String(Number(port)) }
}
