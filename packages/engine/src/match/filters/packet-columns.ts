/** Five fields of many packets. */
export interface PacketColumns {
  /** Addresses as signed words. */
  readonly source: Int32Array
  readonly destination: Int32Array
  readonly sourcePort: Uint16Array
  readonly destinationPort: Uint16Array
  readonly protocol: Uint8Array
}

/** Packets and a place for their answers, laid out behind each other in one piece of memory. */
export interface PacketBlock {
  readonly packets: PacketColumns
  readonly into: Int32Array
}

export const blockBytes = (count: number): number => Math.ceil((count * 17) / 4) * 4

/** @param at address in `memory`, a multiple of 4 */
export function createBlock(memory: ArrayBuffer, at: number, count: number): PacketBlock {
  return {
    packets: {
      source: new Int32Array(memory, at, count),
      destination: new Int32Array(memory, at + 4 * count, count),
      sourcePort: new Uint16Array(memory, at + 12 * count, count),
      destinationPort: new Uint16Array(memory, at + 14 * count, count),
      protocol: new Uint8Array(memory, at + 16 * count, count),
    },
    into: new Int32Array(memory, at + 8 * count, count),
  }
}

/** Copies `count` packets from `begin` on to the beginning of `to`. */
export function copyPackets(from: PacketColumns, begin: number, count: number, to: PacketColumns): void {
  for (let i = 0; i < count; i += 1) {
    to.source[i] = from.source[begin + i] as number
    to.destination[i] = from.destination[begin + i] as number
    to.sourcePort[i] = from.sourcePort[begin + i] as number
    to.destinationPort[i] = from.destinationPort[begin + i] as number
    to.protocol[i] = from.protocol[begin + i] as number
  }
}
