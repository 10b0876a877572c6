import type { PortRange, ServiceEntry } from '../../model/document.ts'
import { PROTOCOL_NUMBER, protocolNumber } from '../../model/protocol.ts'
import type { Field } from './diagram.ts'
import type { Way } from './relevant.ts'

/**
 * What the look-ups read. `packet`: the headers of the packet itself. `original`: the first packet of its connection, as
 * connection tracking keeps it, whichever way this one goes: for deciding anew about a connection that an older ruleset let in.
 */
export type Sight = 'packet' | 'original'

const { icmp, icmpv6 } = PROTOCOL_NUMBER

/**
 * How nft names a field.
 *
 * @param of of `peer` the IP version, of `key` and `source-port` the protocol number
 */
export function selector(field: Exclude<Field, 'opens'>, of: number, sight: Sight, way: Way): string {
  if (field === 'protocol') return 'meta l4proto'
  if (field === 'peer') return addressSelector(way === 'out' ? 'daddr' : 'saddr', of, sight)
  // nft takes these only where it knows the protocol.
  if (sight === 'original') return `meta l4proto ${of} ${portOf(field)}`
  // Type and code of ICMP stand where other protocols have their source port.
  return field === 'key' && of !== icmp && of !== icmpv6 ? 'th dport' : 'th sport'
}

/** How nft names the local address, at which the packet is evaluated. */
export const nearSelector = (family: 4 | 6, sight: Sight, way: Way): string =>
  addressSelector(way === 'out' ? 'saddr' : 'daddr', family, sight)

function addressSelector(side: 'saddr' | 'daddr', family: number, sight: Sight): string {
  const name = `${family === 4 ? 'ip' : 'ip6'} ${side}`
  return sight === 'packet' ? name : `ct original ${name}`
}

const portOf = (field: 'key' | 'source-port'): string =>
  `ct original ${field === 'key' ? 'proto-dst' : 'proto-src'}`

/**
 * The matches of a service entry.
 *
 * @param portSet the name of the set with these elements, of which there are at least two
 */
export function entryText(
  entry: ServiceEntry,
  sight: Sight,
  way: Way,
  portSet: (elements: readonly string[]) => string,
): string {
  const number = protocolNumber(entry)
  const isIn = (field: 'key' | 'source-port', ranges: readonly PortRange[]): readonly string[] => {
    if (ranges.length === 0) return []
    const elements = portElements(ranges)
    return [`${nameOf(field)} ${elements.length > 1 ? `@${portSet(elements)}` : elements.join()}`]
  }
  const nameOf = (field: 'key' | 'source-port'): string =>
    sight === 'original' ? portOf(field) : selector(field, number, sight, way)
  return [`meta l4proto ${number}`, ...parts()].join(' ')

  function parts(): readonly string[] {
    if (entry.protocol === 'ip') return []
    if (!('type' in entry))
      return [...isIn('key', entry.destinationPorts), ...isIn('source-port', entry.sourcePorts)]
    if (entry.type === null) return []
    const first = entry.type << 8
    return isIn('key', [
      entry.code === null ? [first, first | 255] : [first | entry.code, first | entry.code],
    ])
  }
}

/** nft refuses elements that overlap. */
function portElements(ranges: readonly PortRange[]): readonly string[] {
  const merged: [number, number][] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1)
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else merged.push([first, last])
  }
  return merged.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
}
