import type { Connection, L4 } from '@flowgate/engine'

/** Is a packet with these ports, or this ICMP type, among the connections? */
export function holds(connections: 'all' | readonly Connection[] | undefined, l4: L4): boolean {
  if (connections === undefined) return false
  if (connections === 'all') return true
  return connections.some((each) => {
    if (each.protocol === 'ip') {
      const { protocol } = l4
      return (
        protocol === 'ip' && each.numbers.some(([first, last]) => first <= l4.number && l4.number <= last)
      )
    }
    if (each.protocol !== l4.protocol) return false
    if ('sourcePort' in l4) {
      const within = (list: readonly (readonly [number, number])[] | undefined, port: number): boolean =>
        list === undefined || list.some(([first, last]) => first <= port && port <= last)
      return (
        within('ports' in each ? each.ports : undefined, l4.destinationPort) &&
        within('sourcePorts' in each ? each.sourcePorts : undefined, l4.sourcePort)
      )
    }
    if (!('types' in each) || each.types === undefined || !('type' in l4)) return true
    return each.types.some(([type, code]) => type === l4.type && (code === null || code === l4.code))
  })
}
