import type { Connection, L4 } from '../../src/index.ts'

/** Is the packet in the list of connections? Written from the format alone. */
export function includes(connections: 'all' | readonly Connection[], l4: L4): boolean {
  if (connections === 'all') return true
  const within = (ranges: readonly (readonly [number, number])[] | undefined, value: number) =>
    ranges === undefined || ranges.some(([first, last]) => first <= value && value <= last)
  return connections.some((connection) => {
    if (connection.protocol === 'ip') return l4.protocol === 'ip' && within(connection.numbers, l4.number)
    if (connection.protocol !== l4.protocol) return false
    if ('type' in l4) {
      const types = 'types' in connection ? connection.types : undefined
      return (
        types === undefined ||
        types.some(([type, code]) => type === l4.type && (code === null || code === l4.code))
      )
    }
    if (!('sourcePort' in l4)) return false
    const ports = 'ports' in connection ? connection.ports : undefined
    const sourcePorts = 'sourcePorts' in connection ? connection.sourcePorts : undefined
    return within(ports, l4.destinationPort) && within(sourcePorts, l4.sourcePort)
  })
}
