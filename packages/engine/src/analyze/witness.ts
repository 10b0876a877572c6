import type { FastTables } from '../match/fast/compile.ts'
import { formatAddress, toAddress } from '../model/address.ts'
import type { Packet } from '../model/packet.ts'
import type { ServiceAtoms } from './service-atoms.ts'

/** A packet from one address class to another with a service of one piece. */
export function witnessPacket(
  tables: Pick<FastTables, 'ranges'>,
  atoms: ServiceAtoms,
  source: number,
  destination: number,
  piece: number,
): Packet {
  return {
    source: exampleAddress(tables, source),
    destination: exampleAddress(tables, destination),
    l4: atoms.sample(piece),
  }
}

/** An address of the class; not the first of a network where there is a choice. */
function exampleAddress({ ranges }: Pick<FastTables, 'ranges'>, number: number): string {
  const range = ranges[number]?.[0]
  if (range === undefined) throw new RangeError(`there is no address class ${number}`)
  return formatAddress(range.last > range.first ? toAddress(range.first + 1n) : range.first)
}
