import type { PacketContext } from '../model/packet.ts'
import type { PacketKey } from '../model/packet-key.ts'
import { PROTOCOL_NUMBER } from '../model/protocol.ts'

/** ICMP queries and their answers: an answer belongs to the connection that its query opened. */
const ICMP_ANSWER: ReadonlyMap<number, number> = new Map([
  [0, 8],
  [14, 13],
  [16, 15],
  [18, 17],
])
const ICMPV6_ANSWER: ReadonlyMap<number, number> = new Map([[129, 128]])

const NO_CONTEXT: PacketContext = {}

/** Words of a stored tuple: two addresses, the ports, then family and protocol. */
export const TUPLE_WORDS = 10

/**
 * What identifies a connection, as it was opened: source, destination, source port << 16 | destination port, family << 8 |
 * protocol. For ICMP the ports are 0 and the query's type and code.
 */
export type Tuple = Int32Array

export const createTuple = (): Tuple => new Int32Array(TUPLE_WORDS)

/**
 * Fills `into` with the tuple of the connection that a packet would open, or, `reply` true, of the one that it would answer.
 * False where it can belong to none that way: a fragment shows no ports, an ICMP query answers nothing.
 */
export function fillTuple(into: Tuple, key: PacketKey, reply: boolean): boolean {
  const { protocol, sourcePort, destinationPort } = key
  const isIcmp = protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6
  const hasPorts =
    protocol === PROTOCOL_NUMBER.tcp || protocol === PROTOCOL_NUMBER.udp || protocol === PROTOCOL_NUMBER.sctp
  if ((isIcmp || hasPorts) && destinationPort < 0) return false
  let ports = 0
  if (isIcmp) {
    const answers = protocol === PROTOCOL_NUMBER.icmp ? ICMP_ANSWER : ICMPV6_ANSWER
    const query = answers.get(destinationPort >>> 8)
    if (reply && query === undefined) return false
    ports = reply && query !== undefined ? (query << 8) | (destinationPort & 255) : destinationPort
  } else if (hasPorts) {
    ports = reply ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort
  }
  const first = reply ? 4 : 0
  const second = reply ? 0 : 4
  into[first] = key.source0
  into[first + 1] = key.source1
  into[first + 2] = key.source2
  into[first + 3] = key.source3
  into[second] = key.destination0
  into[second + 1] = key.destination1
  into[second + 2] = key.destination2
  into[second + 3] = key.destination3
  into[8] = ports
  into[9] = (key.family << 8) | protocol
  return true
}

/** The packet that opened the connection, back from its tuple. */
export function fillKey(into: PacketKey, words: Int32Array, at: number): void {
  const kind = words[at + 9] as number
  const ports = words[at + 8] as number
  const protocol = kind & 255
  const hasPorts =
    protocol === PROTOCOL_NUMBER.tcp || protocol === PROTOCOL_NUMBER.udp || protocol === PROTOCOL_NUMBER.sctp
  const isIcmp = protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6
  into.family = kind >>> 8 === 4 ? 4 : 6
  into.source0 = words[at] as number
  into.source1 = words[at + 1] as number
  into.source2 = words[at + 2] as number
  into.source3 = words[at + 3] as number
  into.destination0 = words[at + 4] as number
  into.destination1 = words[at + 5] as number
  into.destination2 = words[at + 6] as number
  into.destination3 = words[at + 7] as number
  into.protocol = protocol
  into.sourcePort = hasPorts ? ports >>> 16 : -1
  into.destinationPort = hasPorts || isIcmp ? ports & 65535 : -1
  into.opens = true
  into.context = NO_CONTEXT
}

/** MurmurHash3 (x86, 32 bits) over words: addresses of one estate differ in few bits. */
export function hashTuple(tuple: Tuple): number {
  let hash = 0
  for (let i = 0; i < TUPLE_WORDS; i += 1) {
    const word = Math.imul(tuple[i] as number, 0xcc9e2d51)
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
