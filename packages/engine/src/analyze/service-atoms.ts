import type { PortRange, ServiceEntry } from '../model/document.ts'
import type { L4 } from '../model/packet.ts'
import { protocolNumber } from '../model/protocol.ts'
import { entryMatches } from '../model/service.ts'
import { addBit, type Bitset, emptyBitset } from '../resolve/bitset.ts'

/**
 * The space of all first packets' services, cut so finely that no entry tells two packets of one piece apart. TCP, UDP and
 * SCTP have two dimensions of ports; ICMP one, `type << 8 | code`; of all other protocols only the number counts.
 */
export interface ServiceAtoms {
  readonly size: number
  readonly grids: readonly PortGrid[]
  readonly icmp: readonly IcmpLine[]
  /** Protocol numbers, several in one piece where no entry names them. */
  readonly others: readonly { readonly atom: number; readonly numbers: readonly number[] }[]
  /** A packet of each piece. */
  readonly samples: readonly L4[]
  /** The pieces that the entries match, as a set; null = any service. */
  readonly select: (entries: readonly ServiceEntry[] | null) => Bitset
}

/** The piece of source range s and destination range d is number `first + s * destination.length + d`. */
export interface PortGrid {
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly first: number
  readonly source: readonly PortRange[]
  readonly destination: readonly PortRange[]
}

export interface IcmpLine {
  readonly protocol: 'icmp' | 'icmpv6'
  readonly first: number
  readonly keys: readonly PortRange[]
}

const WITH_PORTS = ['tcp', 'udp', 'sctp'] as const
const WITH_TYPES = ['icmp', 'icmpv6'] as const
const NAMED_NUMBERS: ReadonlySet<number> = new Set([1, 6, 17, 58, 132])

/** Pieces for all the entries together. Their number is the product of the distinct ends of source and destination ranges. */
export function serviceAtoms(lists: Iterable<readonly ServiceEntry[]>): ServiceAtoms {
  const entries = [...lists].flat()
  let size = 0
  const take = (count: number): number => {
    size += count
    return size - count
  }
  const grids = WITH_PORTS.map((protocol): PortGrid => {
    const own = entries.flatMap((entry) =>
      'sourcePorts' in entry && entry.protocol === protocol ? [entry] : [],
    )
    const source = cut(own.flatMap((entry) => entry.sourcePorts))
    const destination = cut(own.flatMap((entry) => entry.destinationPorts))
    return { protocol, source, destination, first: take(source.length * destination.length) }
  })
  const icmp = WITH_TYPES.map((protocol): IcmpLine => {
    const own = entries.flatMap((entry) => ('type' in entry && entry.protocol === protocol ? [entry] : []))
    const keys = cut(own.flatMap(({ type, code }) => (type === null ? [] : [icmpKeys(type, code)])))
    return { protocol, keys, first: take(keys.length) }
  })
  const named = new Set(entries.map(protocolNumber).filter((number) => !NAMED_NUMBERS.has(number)))
  const rest = Array.from({ length: 256 }, (_, number) => number).filter(
    (number) => !NAMED_NUMBERS.has(number) && !named.has(number),
  )
  const others = [...[...named].sort((a, b) => a - b).map((number) => [number]), rest].map((numbers) => ({
    atom: take(1),
    numbers,
  }))
  const samples = sampleAtoms(grids, icmp, others)

  const known = new Map<string, Bitset>()
  const select = (wanted: readonly ServiceEntry[] | null): Bitset => {
    const key = JSON.stringify(wanted)
    const made = known.get(key) ?? emptyBitset(size)
    if (!known.has(key)) {
      for (const [atom, l4] of samples.entries())
        if (wanted === null || wanted.some((entry) => entryMatches(entry, l4, false))) addBit(made, atom)
    }
    known.set(key, made)
    return made
  }
  return { size, grids, icmp, others, samples, select }
}

const icmpKeys = (type: number, code: number | null): PortRange =>
  code === null ? [type << 8, (type << 8) | 255] : [(type << 8) | code, (type << 8) | code]

/** The 16-bit numbers, cut at both ends of every range. */
function cut(ranges: readonly PortRange[]): readonly PortRange[] {
  const starts = [...new Set([0, ...ranges.flatMap(([first, last]) => [first, last + 1])])].filter(
    (start) => start < 65536,
  )
  starts.sort((a, b) => a - b)
  return starts.map((start, i): PortRange => [start, (starts[i + 1] ?? 65536) - 1])
}

/** One packet of each piece, in the order of the pieces. */
function sampleAtoms(
  grids: readonly PortGrid[],
  icmp: readonly IcmpLine[],
  others: ServiceAtoms['others'],
): readonly L4[] {
  return [
    ...grids.flatMap(({ protocol, source, destination }) =>
      source.flatMap(([sourcePort]) =>
        destination.map(([destinationPort]): L4 => ({ protocol, sourcePort, destinationPort })),
      ),
    ),
    ...icmp.flatMap(({ protocol, keys }) =>
      keys.map(([key]): L4 => ({ protocol, type: key >>> 8, code: key & 255 })),
    ),
    ...others.map(({ numbers: [number = 0] }): L4 => ({ protocol: 'ip', number })),
  ]
}
