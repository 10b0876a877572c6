import { KNOWN_SCANNERS, UNKNOWN_SCANNERS } from '../acme/external.ts'
import type { Random } from '../random.ts'
import type { LinkEnd } from './links.ts'
import { TCP, UDP } from './pattern.ts'

/** A connection that belongs to no pattern: probing from outside, a forgotten configuration, curiosity. */
export interface Noise {
  readonly source: LinkEnd
  readonly destination: LinkEnd
  readonly protocol: number
  readonly port: number
}

const PROBED = [
  21, 22, 23, 25, 80, 110, 139, 445, 1433, 2375, 3306, 3389, 5432, 5900, 5985, 6379, 8080, 8443, 9200, 27017,
]
const FORGOTTEN = [22, 80, 111, 389, 443, 445, 514, 631, 2049, 3128, 5000, 8081, 8086, 9090, 9200]

export interface NoiseEnds {
  /** Workloads that the outside reaches. */
  readonly exposed: readonly LinkEnd[]
  /** Every running workload. */
  readonly everyone: readonly LinkEnd[]
}

const isIpv6 = (address: string): boolean => address.includes(':')

/** The next odd connection; null when the draw gave a pair that cannot talk. */
export const nextNoise = (random: Random, ends: NoiseEnds): Noise | null => {
  if (ends.exposed.length === 0 || ends.everyone.length === 0) return null
  if (random.chance(0.6)) {
    const address = random.pick(random.chance(0.6) ? KNOWN_SCANNERS : UNKNOWN_SCANNERS)
    const destination = random.pick(ends.exposed)
    if (isIpv6(address) !== isIpv6(destination.address)) return null
    const source = { workload: null, name: null, vnic: null, address }
    return { source, destination, protocol: TCP, port: random.pick(PROBED) }
  }
  const source = random.pick(ends.everyone)
  const destination = random.pick(ends.everyone)
  if (source.workload === destination.workload || isIpv6(source.address) !== isIpv6(destination.address))
    return null
  return random.chance(0.1)
    ? { source, destination, protocol: UDP, port: random.pick([137, 161, 514, 1900, 5355]) }
    : { source, destination, protocol: TCP, port: random.pick(FORGOTTEN) }
}
