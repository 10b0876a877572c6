import { fail, ok, type Result } from '../result.ts'
import { type Address, type AddressFamily, familyOf, parseAddress } from './address.ts'
import type { L4, Packet, PacketContext } from './packet.ts'

/** A packet whose addresses and numbers are known to be good. */
export interface ParsedPacket {
  readonly source: Address
  readonly destination: Address
  readonly family: AddressFamily
  readonly l4: L4
  readonly fragment: boolean
  /** False only for a TCP segment that does not open a connection. */
  readonly opens: boolean
  readonly context: PacketContext
}

/** Thrown by functions that take a `Packet` and were given an impossible one; `parsePacket` tells beforehand. */
export class InvalidPacketError extends Error {
  override readonly name = 'InvalidPacketError'
}

export function parsePacket(packet: Packet): Result<ParsedPacket> {
  const source = parseAddress(packet.source)
  if (!source.ok) return source
  const destination = parseAddress(packet.destination)
  if (!destination.ok) return destination
  const family = familyOf(source.value)
  if (familyOf(destination.value) !== family) {
    return fail(
      'packet_mixed_families',
      `\`${packet.source}\` and \`${packet.destination}\` are not of one IP version`,
      'give two IPv4 or two IPv6 addresses',
    )
  }
  const wrong = badField(packet.l4)
  if (wrong !== null)
    return fail(
      'packet_field_out_of_range',
      `${wrong.field} \`${String(wrong.value)}\` is out of range`,
      `use a whole number from 0 to ${wrong.max}`,
    )
  const flags = packet.tcpFlags
  return ok({
    source: source.value,
    destination: destination.value,
    family,
    l4: packet.l4,
    fragment: packet.fragment ?? false,
    opens:
      packet.l4.protocol !== 'tcp' ||
      flags === undefined ||
      (flags.syn && !flags.ack && !flags.rst && !flags.fin),
    context: packet.context ?? {},
  })
}

export function mustParsePacket(packet: Packet): ParsedPacket {
  const parsed = parsePacket(packet)
  if (parsed.ok) return parsed.value
  throw new InvalidPacketError(`${parsed.error.message}; ${parsed.error.help}`)
}

function badField(l4: L4): { field: string; value: number; max: number } | null {
  const fields: readonly (readonly [string, number, number])[] =
    l4.protocol === 'ip'
      ? [['protocol number', l4.number, 255]]
      : 'type' in l4
        ? [
            ['icmp type', l4.type, 255],
            ['icmp code', l4.code, 255],
          ]
        : [
            ['source port', l4.sourcePort, 65535],
            ['destination port', l4.destinationPort, 65535],
          ]
  for (const [field, value, max] of fields) {
    if (!Number.isInteger(value) || value < 0 || value > max) return { field, value, max }
  }
  return null
}
