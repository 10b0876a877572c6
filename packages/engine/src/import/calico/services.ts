import type { PortRange, ServiceEntry } from '../../model/document.ts'
import { PROTOCOL_NUMBER as NAMED } from '../../model/protocol.ts'
import { ALL_PORTS, ALL_PROTOCOLS, common, EVERYTHING, entriesOf, type Numbers, outside } from '../box.ts'
import type { SourceNode } from '../source.ts'

const ALL: PortRange = [0, 65_535]
const PROTOCOL_NUMBER = { ...NAMED, udplite: 136 } as const

/** Entries of a rule, empty = any service; null where they cannot be said, after a gap. */
export function ruleEntries(rule: SourceNode): readonly ServiceEntry[] | null {
  if (!rule.get('http').absent) {
    rule.get('http').gap('`http` cannot be said')
    return null
  }
  const sourcePort = portsOf(rule.get('source'))
  const destinationPort = portsOf(rule.get('destination'))
  const protocol = protocolsOf(rule)
  const icmp = icmpOf(rule, protocol)
  if (sourcePort === null || destinationPort === null || protocol === null || icmp === null) return null
  if (sourcePort.length + destinationPort.length > 0 && !isOne(protocol, WITH_PORTS)) {
    rule.gap('ports need `protocol` to be TCP, UDP or SCTP')
    return null
  }
  const ports = (ranges: readonly PortRange[]): Numbers => (ranges.length === 0 ? ALL_PORTS : ranges)
  return entriesOf({
    ...EVERYTHING,
    protocol,
    icmp,
    sourcePort: ports(sourcePort),
    destinationPort: ports(destinationPort),
  })
}

/** UDP-Lite has ports too, which a document cannot say. */
const WITH_PORTS: readonly number[] = [PROTOCOL_NUMBER.tcp, PROTOCOL_NUMBER.udp, PROTOCOL_NUMBER.sctp]
const WITH_TYPES: readonly number[] = [PROTOCOL_NUMBER.icmp, PROTOCOL_NUMBER.icmpv6]

/** Is it one protocol, and one of these? */
const isOne = (protocols: Numbers, some: readonly number[]): boolean =>
  protocols.length === 1 && protocols.every(([first, last]) => first === last && some.includes(first))

/** `protocol` without `notProtocol`; null where one of them is none, after a gap. */
function protocolsOf(rule: SourceNode): Numbers | null {
  const wanted = protocolOf(rule.get('protocol'))
  const not = protocolOf(rule.get('notProtocol'))
  if (wanted === null || not === null) return null
  const held = wanted ?? ALL_PROTOCOLS
  return not === undefined ? held : common(held, outside(not, ALL_PROTOCOLS))
}

function protocolOf(node: SourceNode): Numbers | null | undefined {
  const name = node.text()?.toLowerCase() ?? null
  if (name === null) return undefined
  const known = new Map<string, number>(Object.entries(PROTOCOL_NUMBER)).get(name)
  const number = known ?? (/^\d+$/.test(name) ? Number(name) : null)
  if (number !== null && number < 256) return [[number, number]]
  node.gap(`\`${name}\` is no protocol; known are ${Object.keys(PROTOCOL_NUMBER).join(', ')} and numbers`)
  return null
}

/** Types and codes, as `type << 8 | code`: `icmp` without `notICMP`. */
function icmpOf(rule: SourceNode, protocol: Numbers | null): Numbers | null {
  const [wanted, not] = [rule.get('icmp'), rule.get('notICMP')]
  if (wanted.absent && not.absent) return ALL_PORTS
  if (protocol !== null && !isOne(protocol, WITH_TYPES)) {
    rule.gap('types of ICMP need `protocol` to be ICMP or ICMPv6')
    return null
  }
  const [held, left] = [typesOf(wanted), typesOf(not)]
  if (held === null || left === null) return null
  return common(held ?? ALL_PORTS, left === undefined ? ALL_PORTS : outside(left, ALL_PORTS))
}

function typesOf(node: SourceNode): Numbers | null | undefined {
  if (node.absent) return undefined
  const [type, code] = [node.get('type').number(), node.get('code').number()]
  const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255
  if (type === null || !isByte(type) || (code !== null && !isByte(code))) {
    node.gap('a `type` from 0 to 255 is wanted, and such a `code` or none')
    return null
  }
  return code === null ? [[type << 8, (type << 8) | 255]] : [[(type << 8) | code, (type << 8) | code]]
}

/** `ports` without `notPorts`; empty = any. */
function portsOf(entity: SourceNode): readonly PortRange[] | null {
  const wanted = rangesOf(entity.get('ports'))
  const not = rangesOf(entity.get('notPorts'))
  if (wanted === null || not === null || not.length === 0) return not === null ? null : wanted
  let left: readonly PortRange[] = wanted.length === 0 ? [ALL] : wanted
  for (const [from, to] of not)
    left = left.flatMap(([first, last]): readonly PortRange[] => [
      ...(first < from ? [[first, Math.min(last, from - 1)] as const] : []),
      ...(last > to ? [[Math.max(first, to + 1), last] as const] : []),
    ])
  if (left.length > 0) return left
  entity.get('notPorts').gap('no port is left')
  return null
}

function rangesOf(list: SourceNode): readonly PortRange[] | null {
  const ranges = list.items().map((item): PortRange | null => {
    const found = /^(\d+)(?::(\d+))?$/.exec(item.text() ?? '')
    const first = Number(found?.[1])
    const last = Number(found?.[2] ?? found?.[1])
    if (found !== null && first <= last && last <= 65_535) return [first, last]
    item.gap(`\`${item.text()}\` is no port or range; names of ports cannot be said`)
    return null
  })
  return ranges.includes(null) ? null : ranges.filter((range) => range !== null)
}
