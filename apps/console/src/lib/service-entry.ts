import type { ServiceItem } from '@flowgate/shared'

export type ServiceEntry = ServiceItem['entries'][number]
type PortRange = [number, number]

const portsText = (ranges: readonly PortRange[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')

/** `tcp/80,443`, `icmp type 8`, `ip/47`. */
export const formatEntry = (entry: ServiceEntry): string => {
  if (entry.protocol === 'ip') return `ip/${entry.number}`
  if ('type' in entry) {
    if (entry.type === null) return entry.protocol
    return `${entry.protocol} type ${entry.type}${entry.code === null ? '' : ` code ${entry.code}`}`
  }
  const to = entry.destinationPorts.length > 0 ? `/${portsText(entry.destinationPorts)}` : ''
  const from = entry.sourcePorts.length > 0 ? ` from ${portsText(entry.sourcePorts)}` : ''
  return `${entry.protocol}${to}${from}`
}

const number = (text: string, max: number): number | null => {
  if (!/^\d{1,5}$/.test(text)) return null
  const value = Number(text)
  return value <= max ? value : null
}

/** `80,8000-8100`; null when it is no list of ports. Empty = any port. */
export const parsePorts = (text: string): PortRange[] | null => {
  const ranges: PortRange[] = []
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue
    const [first = '', last = first, ...rest] = part.split('-').map((piece) => piece.trim())
    const [from, to] = [number(first, 65_535), number(last, 65_535)]
    if (from === null || to === null || from > to || rest.length > 0) return null
    ranges.push([from, to])
  }
  return ranges
}

const parseIcmp = (protocol: 'icmp' | 'icmpv6', rest: string): ServiceEntry | null => {
  const parts = rest.match(/^(?:\s*(?:type)?\s*\/?\s*(\d+))?(?:\s*(?:code|\/)?\s*(\d+))?$/)
  if (!parts) return null
  const [type, code] = [parts[1], parts[2]].map((text) => (text === undefined ? null : number(text, 255)))
  if ((parts[1] !== undefined && type === null) || (parts[2] !== undefined && code === null)) return null
  return { protocol, type: type ?? null, code: code ?? null }
}

/** What people type: `443`, `tcp/80,443`, `udp 53`, `icmp`, `icmp/8`, `ip/47`. Null when it is none of these. */
export const parseEntry = (typed: string): ServiceEntry | null => {
  const text = typed.trim().toLowerCase()
  if (/^[\d,\s-]+$/.test(text)) return parseEntry(`tcp/${text}`)
  const match = text.match(/^(tcp|udp|sctp|icmpv6|icmp|ip)\s*[/:]?\s*(.*)$/)
  const [, protocol, rest = ''] = match ?? []
  if (protocol === 'icmp' || protocol === 'icmpv6') return parseIcmp(protocol, rest)
  if (protocol === 'ip') {
    const value = number(rest, 255)
    return value === null ? null : { protocol: 'ip', number: value }
  }
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return null
  const [to = '', from = ''] = rest.split(/\s*from\s*/)
  const [destinationPorts, sourcePorts] = [parsePorts(to), parsePorts(from)]
  return destinationPorts && sourcePorts ? { protocol, sourcePorts, destinationPorts } : null
}
