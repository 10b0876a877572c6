import { parseAddressSpec } from '../model/address-spec.ts'
import type { Difference } from './compare.ts'
import type { Connection } from './connections.ts'

/** Destination ports, ICMP types and codes, and other protocols together: the services a region can at most have. */
const ALL_SERVICES = 3n * 65_536n + 2n * 65_536n + 251n

/** Combinations of source address, destination address and service in a region; source ports are not counted. */
export function regionSize({
  sources,
  destinations,
  services,
}: Pick<Difference, 'sources' | 'destinations' | 'services'>): bigint {
  const width =
    services === 'all' ? ALL_SERVICES : services.reduce((sum, each) => sum + connectionSize(each), 0n)
  return addressCount(sources) * addressCount(destinations) * width
}

const addressCount = (specs: readonly string[]): bigint =>
  specs.reduce((sum, spec) => {
    const range = parseAddressSpec(spec)
    return range.ok ? sum + (range.value.last - range.value.first + 1n) : sum
  }, 0n)

const rangesSize = (ranges: readonly (readonly [number, number])[]): bigint =>
  BigInt(ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0))

function connectionSize(connection: Connection): bigint {
  if (connection.protocol === 'ip') return rangesSize(connection.numbers)
  if (connection.protocol === 'icmp' || connection.protocol === 'icmpv6') {
    const types = 'types' in connection ? connection.types : undefined
    return BigInt(types?.reduce((sum, [, code]) => sum + (code === null ? 256 : 1), 0) ?? 65_536)
  }
  const ports = 'ports' in connection ? connection.ports : undefined
  return ports === undefined ? 65_536n : rangesSize(ports)
}
