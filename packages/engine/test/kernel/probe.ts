import { familyOf, type L4, type Packet, parseAddress } from '../../src/index.ts'
import type { Random } from '../support/random.ts'
import { CLOSED_PORT, OPEN_PORTS, PLACES } from './estate.ts'
import { SOURCE_PORTS } from './random-document.ts'

/** One connection that is tried. */
export interface Probe {
  readonly id: number
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** Places, for their agents. */
  readonly sender: string
  readonly receiver: string
  readonly from: string
  readonly to: string
  /** 0 where the protocol has none. */
  readonly fromPort: number
  readonly toPort: number
}

const isIpv6 = (address: string): boolean => {
  const parsed = parseAddress(address)
  return parsed.ok && familyOf(parsed.value) === 6
}

/** @param id unique in the run: the source port follows from it, so that no two probes in a while share one */
export function randomProbe(random: Random, id: number): Probe {
  const sender = random.pick(PLACES)
  const receiver = random.pick(PLACES.filter((place) => place !== sender))
  const six = random.chance(40)
  const address = (place: typeof sender): string =>
    random.pick(place.addresses.filter((each) => isIpv6(each) === six))
  const kind = random.whole(100)
  const protocol = kind < 55 ? 'tcp' : kind < 88 ? 'udp' : 'icmp'
  const ports = protocol === 'udp' ? [...OPEN_PORTS, CLOSED_PORT] : OPEN_PORTS
  return {
    id,
    protocol,
    sender: sender.id,
    receiver: receiver.id,
    from: address(sender),
    to: address(receiver),
    fromPort: sourcePort(protocol, id),
    toPort: protocol === 'icmp' ? 0 : random.pick(ports),
  }
}

/** The same probe as another connection. */
export const probeAgain = (probe: Probe, id: number): Probe => ({
  ...probe,
  id,
  fromPort: sourcePort(probe.protocol, id),
})

/** A large step, so that neighbours lie on both sides of the middle. */
function sourcePort(protocol: Probe['protocol'], id: number): number {
  const spread = SOURCE_PORTS.last - SOURCE_PORTS.first + 1
  return protocol === 'icmp' ? 0 : SOURCE_PORTS.first + ((id * 12_289) % spread)
}

const flags = (text: 'syn' | 'ack' | 'syn-ack' | 'rst') => ({
  syn: text.startsWith('syn'),
  ack: text !== 'syn',
  rst: text === 'rst',
  fin: false,
})

/** A packet of the probe's connection. `error` is the ICMP error that a closed UDP port answers with. */
export function packetOf(
  { protocol, from, to, fromPort, toPort }: Probe,
  way: 'there' | 'back',
  kind: 'syn' | 'ack' | 'syn-ack' | 'rst' | 'error' = 'syn',
): Packet {
  const six = isIpv6(from)
  const [source, destination] = way === 'there' ? [from, to] : [to, from]
  const [sourcePort, destinationPort] = way === 'there' ? [fromPort, toPort] : [toPort, fromPort]
  const icmp = (type: number, code: number): L4 => ({ protocol: six ? 'icmpv6' : 'icmp', type, code })
  if (kind === 'error') return { source, destination, l4: six ? icmp(1, 4) : icmp(3, 3) }
  if (protocol === 'icmp') {
    const types = six ? { there: 128, back: 129 } : { there: 8, back: 0 }
    return { source, destination, l4: icmp(types[way], 0) }
  }
  const l4: L4 = { protocol, sourcePort, destinationPort }
  return protocol === 'tcp' ? { source, destination, l4, tcpFlags: flags(kind) } : { source, destination, l4 }
}
