import { type Address, IPV6_BASE } from './address.ts'
import type { Packet, PacketContext } from './packet.ts'
import { mustParsePacket, type ParsedPacket } from './parsed-packet.ts'
import { protocolNumber } from './protocol.ts'

/**
 * A packet as small integers, made to be filled again and again: deciding on it allocates nothing.
 *
 * INVARIANT: the words are signed 32-bit values (`x | 0`), most significant first; an IPv4 address is in the last word and the
 * other three are 0. Every number field stays a small integer, so V8 never boxes it.
 */
export interface PacketKey {
  family: 4 | 6
  source0: number
  source1: number
  source2: number
  source3: number
  destination0: number
  destination1: number
  destination2: number
  destination3: number
  /** IANA number. */
  protocol: number
  /** -1 where the packet shows none. */
  sourcePort: number
  /** The destination port, or `type << 8 | code` of ICMP and ICMPv6; -1 where the packet shows none, as a later fragment. */
  destinationPort: number
  /** False only for a TCP segment that does not open a connection. */
  opens: boolean
  context: PacketContext
}

const NO_CONTEXT: PacketContext = {}

/** An empty key: 0.0.0.0 to 0.0.0.0, protocol 0. */
export const createPacketKey = (): PacketKey => ({
  family: 4,
  source0: 0,
  source1: 0,
  source2: 0,
  source3: 0,
  destination0: 0,
  destination1: 0,
  destination2: 0,
  destination3: 0,
  protocol: 0,
  sourcePort: -1,
  destinationPort: -1,
  opens: true,
  context: NO_CONTEXT,
})

/**
 * A packet as a key; `into` is filled and returned where given.
 * @throws InvalidPacketError where `parsePacket` would refuse the packet
 */
export const packetKey = (packet: Packet, into: PacketKey = createPacketKey()): PacketKey =>
  parsedPacketKey(mustParsePacket(packet), into)

export function parsedPacketKey(
  { source, destination, family, l4, fragment, opens, context }: ParsedPacket,
  into: PacketKey = createPacketKey(),
): PacketKey {
  into.family = family
  setEnds(into, source, destination)
  into.protocol = protocolNumber(l4)
  into.sourcePort = fragment || !('sourcePort' in l4) ? -1 : l4.sourcePort
  into.destinationPort =
    fragment || l4.protocol === 'ip' ? -1 : 'type' in l4 ? (l4.type << 8) | l4.code : l4.destinationPort
  into.opens = opens
  into.context = context
  return into
}

/** Puts both addresses into the key; the family is not touched. */
export function setEnds(into: PacketKey, source: Address, destination: Address): void {
  into.source0 = word(source, 96n)
  into.source1 = word(source, 64n)
  into.source2 = word(source, 32n)
  into.source3 = word(source, 0n)
  into.destination0 = word(destination, 96n)
  into.destination1 = word(destination, 64n)
  into.destination2 = word(destination, 32n)
  into.destination3 = word(destination, 0n)
}

/** A 32-bit word of an address, `shift` bits up, as a signed number. */
export const word = (address: Address, shift: bigint): number =>
  Number(BigInt.asIntN(32, (address & (IPV6_BASE - 1n)) >> shift))
