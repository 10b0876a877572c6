import type { PortRange, Service, ServiceEntry } from './document.ts'
import type { L4 } from './packet.ts'
import { protocolNumber } from './protocol.ts'

/**
 * Does one service entry match? An entry that asks for ports, or for an ICMP type, cannot match where the packet does not
 * show them: fragments after the first, and packets known only by their protocol number.
 */
export function entryMatches(entry: ServiceEntry, l4: L4, fragment: boolean): boolean {
  if (protocolNumber(entry) !== protocolNumber(l4)) return false
  if (entry.protocol === 'ip') return true
  if ('type' in entry) {
    if (entry.type === null) return true
    if (fragment || !('type' in l4)) return false
    return entry.type === l4.type && (entry.code === null || entry.code === l4.code)
  }
  if (entry.sourcePorts.length === 0 && entry.destinationPorts.length === 0) return true
  if (fragment || !('sourcePort' in l4)) return false
  return (
    portsMatch(entry.sourcePorts, l4.sourcePort) && portsMatch(entry.destinationPorts, l4.destinationPort)
  )
}

const portsMatch = (ranges: readonly PortRange[], port: number): boolean =>
  ranges.length === 0 || ranges.some(([first, last]) => first <= port && port <= last)

/** The service and every service nested in it, each once. Ids that `services` does not hold are in it too. */
export function flattenServiceIds(id: string, services: ReadonlyMap<string, Service>): ReadonlySet<string> {
  const seen = new Set([id])
  for (const current of seen) for (const nested of services.get(current)?.services ?? []) seen.add(nested)
  return seen
}

/**
 * All entries of a service, its nested services included.
 * Ids that `services` does not hold are left out: `checkDocument` reports them.
 */
export const flattenService = (id: string, services: ReadonlyMap<string, Service>): readonly ServiceEntry[] =>
  [...flattenServiceIds(id, services)].flatMap((each) => services.get(each)?.entries ?? [])
