import type { PortRange } from '../model/document.ts'
import type { Connection } from './connections.ts'

/** What two lists of services have in common; empty where they do not meet. */
export function commonConnections(
  a: 'all' | readonly Connection[],
  b: 'all' | readonly Connection[],
): 'all' | readonly Connection[] {
  if (a === 'all') return b
  if (b === 'all') return a
  return a.flatMap((one) => b.flatMap((other) => meetOne(one, other)))
}

function meetOne(a: Connection, b: Connection): readonly Connection[] {
  if (a.protocol === 'ip' || b.protocol === 'ip') {
    if (a.protocol !== 'ip' || b.protocol !== 'ip') return []
    const numbers = meetRanges(a.numbers, b.numbers)
    return numbers.length === 0 ? [] : [{ protocol: 'ip', numbers }]
  }
  if (a.protocol !== b.protocol) return []
  if (a.protocol === 'icmp' || a.protocol === 'icmpv6') {
    const [first, second] = [typesOf(a), typesOf(b)]
    if (first === undefined) return [b]
    if (second === undefined) return [a]
    const types = first.flatMap(([type, code]) =>
      second.flatMap(([other, also]): (readonly [number, number | null])[] =>
        type !== other || (code !== null && also !== null && code !== also) ? [] : [[type, code ?? also]],
      ),
    )
    return types.length === 0 ? [] : [{ protocol: a.protocol, types }]
  }
  const ports = meetOptional(portsOf(a, 'ports'), portsOf(b, 'ports'))
  const sourcePorts = meetOptional(portsOf(a, 'sourcePorts'), portsOf(b, 'sourcePorts'))
  if (ports?.length === 0 || sourcePorts?.length === 0) return []
  return [
    {
      protocol: a.protocol,
      ...(sourcePorts === undefined ? {} : { sourcePorts }),
      ...(ports === undefined ? {} : { ports }),
    },
  ]
}

const typesOf = (connection: Connection) => ('types' in connection ? connection.types : undefined)
const portsOf = (connection: Connection, field: 'ports' | 'sourcePorts'): readonly PortRange[] | undefined =>
  field in connection
    ? (connection as { readonly [key in typeof field]?: readonly PortRange[] })[field]
    : undefined

const meetOptional = (
  a: readonly PortRange[] | undefined,
  b: readonly PortRange[] | undefined,
): readonly PortRange[] | undefined => (a === undefined ? b : b === undefined ? a : meetRanges(a, b))

const meetRanges = (a: readonly PortRange[], b: readonly PortRange[]): readonly PortRange[] =>
  a.flatMap(([first, last]) =>
    b.flatMap(([from, to]): PortRange[] => {
      const range: PortRange = [Math.max(first, from), Math.min(last, to)]
      return range[0] <= range[1] ? [range] : []
    }),
  )
