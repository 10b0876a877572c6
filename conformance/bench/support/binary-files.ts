import type { Filter } from '@flowgate/engine'
import type { FiveTuple } from './five-tuple-trace.ts'

/** The files that every side of the benchmark reads: layouts as `peers/librte-acl.c` says. */
export const FILTER_BYTES = 28
export const PACKET_BYTES = 16

/** @throws Error where an address span is no prefix: not every side takes ranges of addresses */
const prefixLength = ([first, last]: readonly [number, number]): number => {
  const length = 32 - Math.log2(last - first + 1)
  if (!Number.isInteger(length) || first % 2 ** (32 - length) !== 0)
    throw new Error(`addresses ${first} to ${last} are no prefix`)
  return length
}

export const encodeFilters = (filters: readonly Filter[]): Buffer => {
  const bytes = Buffer.alloc(FILTER_BYTES * filters.length)
  for (const [i, { source, destination, sourcePorts, destinationPorts, protocols }] of filters.entries()) {
    const at = i * FILTER_BYTES
    for (const [j, span] of [source, destination].entries()) {
      bytes.writeUInt32LE(span[0], at + 8 * j)
      bytes.writeUInt32LE(prefixLength(span), at + 8 * j + 4)
    }
    for (const [j, port] of [...sourcePorts, ...destinationPorts].entries())
      bytes.writeUInt16LE(port, at + 16 + 2 * j)
    const exact = protocols[0] === protocols[1]
    bytes.writeUInt8(exact ? protocols[0] : 0, at + 24)
    bytes.writeUInt8(exact ? 255 : 0, at + 25)
  }
  return bytes
}

export const decodeFilters = (bytes: Buffer): readonly Filter[] =>
  Array.from({ length: bytes.length / FILTER_BYTES }, (_, i): Filter => {
    const at = i * FILTER_BYTES
    const span = (offset: number): readonly [number, number] => {
      const first = bytes.readUInt32LE(at + offset)
      return [first, first + 2 ** (32 - bytes.readUInt32LE(at + offset + 4)) - 1]
    }
    const ports = (offset: number): readonly [number, number] => [
      bytes.readUInt16LE(at + offset),
      bytes.readUInt16LE(at + offset + 2),
    ]
    const protocol = bytes.readUInt8(at + 24)
    return {
      source: span(0),
      destination: span(8),
      sourcePorts: ports(16),
      destinationPorts: ports(20),
      protocols: bytes.readUInt8(at + 25) === 0 ? [0, 255] : [protocol, protocol],
    }
  })

export const encodePackets = (packets: readonly FiveTuple[]): Buffer => {
  const bytes = Buffer.alloc(PACKET_BYTES * packets.length)
  for (const [i, [source, destination, sourcePort, destinationPort, protocol]] of packets.entries()) {
    const at = i * PACKET_BYTES
    bytes.writeUInt8(protocol, at)
    bytes.writeUInt32BE(source, at + 4)
    bytes.writeUInt32BE(destination, at + 8)
    bytes.writeUInt16BE(sourcePort, at + 12)
    bytes.writeUInt16BE(destinationPort, at + 14)
  }
  return bytes
}
