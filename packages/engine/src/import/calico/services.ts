import type { PortRange, ServiceEntry } from '../../model/document.ts'
import { PROTOCOL_NUMBER } from '../../model/protocol.ts'
import type { SourceNode } from '../source.ts'

const ALL: PortRange = [0, 65_535]

/** Entries of a rule, empty = any service; null where they cannot be said, after a gap. */
export function ruleEntries(rule: SourceNode): readonly ServiceEntry[] | null {
  for (const key of ['notProtocol', 'notICMP', 'http'] as const)
    if (!rule.get(key).absent) {
      rule.get(key).gap(`\`${key}\` cannot be said`)
      return null
    }
  const source = portsOf(rule.get('source'))
  const destination = portsOf(rule.get('destination'))
  if (source === null || destination === null) return null
  const name = rule.get('protocol').text()?.toLowerCase() ?? null
  if (name === null) return source.length + destination.length === 0 ? [] : null
  if (name === 'tcp' || name === 'udp' || name === 'sctp')
    return [{ protocol: name, sourcePorts: source, destinationPorts: destination }]
  const number = name === 'udplite' ? 136 : /^\d+$/.test(name) ? Number(name) : null
  if (name === 'icmp' || name === 'icmpv6') {
    const type = rule.get('icmp').get('type').number()
    return [{ protocol: name, type, code: type === null ? null : rule.get('icmp').get('code').number() }]
  }
  if (number !== null && number < 256) return [{ protocol: 'ip', number }]
  rule
    .get('protocol')
    .gap(`\`${name}\` is no protocol; known are ${Object.keys(PROTOCOL_NUMBER).join(', ')} and numbers`)
  return null
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
