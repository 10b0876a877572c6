import type { L4, Packet } from '../../src/index.ts'
import { contains, parseAddress, parseAddressSpec } from '../../src/index.ts'

/* Packets of every piece into which rules of the tiny world can cut the space: all its address classes, all its services. */

const PORTS = [22, 80, 81, 443, 9999]
const SERVICES: readonly L4[] = [
  ...PORTS.flatMap((destinationPort) =>
    [1000, 2000].flatMap((sourcePort) => [
      { protocol: 'tcp' as const, sourcePort, destinationPort },
      { protocol: 'udp' as const, sourcePort, destinationPort },
    ]),
  ),
  { protocol: 'icmp', type: 8, code: 0 },
  { protocol: 'icmp', type: 8, code: 1 },
  { protocol: 'icmp', type: 0, code: 0 },
  { protocol: 'icmpv6', type: 128, code: 0 },
  { protocol: 'icmpv6', type: 1, code: 0 },
  { protocol: 'ip', number: 47 },
  { protocol: 'ip', number: 46 },
  { protocol: 'sctp', sourcePort: 1, destinationPort: 1 },
]
const FAMILIES = [
  ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '8.8.8.8'],
  ['fd00::', 'fd00::1', 'fd00::2', 'fd00::3', 'fd00::9'],
]
export const TINY_SPACE: readonly Packet[] = FAMILIES.flatMap((family) =>
  family.flatMap((source) =>
    family.flatMap((destination) => SERVICES.map((l4) => ({ source, destination, l4 }))),
  ),
)

/** Is the address in one of the specs? */
export function among(specs: readonly string[], text: string): boolean {
  const address = parseAddress(text)
  return (
    address.ok &&
    specs.some((spec) => {
      const range = parseAddressSpec(spec)
      return range.ok && contains([range.value], address.value)
    })
  )
}
