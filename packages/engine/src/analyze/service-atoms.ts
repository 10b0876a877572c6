import type { PortRange, ServiceEntry } from '../model/document.ts'
import type { L4 } from '../model/packet.ts'
import { PROTOCOL_NUMBER, protocolNumber } from '../model/protocol.ts'
import { addRange, type Bitset, emptyBitset } from '../resolve/bitset.ts'

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
  /** A packet of a piece: the first of its ports, types or numbers. */
  readonly sample: (piece: number) => L4
  /** The pieces that the entries match, as a set; null = any service. */
  readonly select: (entries: readonly ServiceEntry[] | null) => Bitset
  /** The same as ranges of pieces, both ends inclusive, in any order; some may meet. */
  readonly ranges: (entries: readonly ServiceEntry[] | null, emit: Emit) => void
}

type Emit = (first: number, last: number) => void

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

/** Pieces, and words of all sets of pieces that lists of entries ask for: what a machine still has the memory for. */
const MOST_PIECES = 2 ** 27
const MOST_WORDS = 2 ** 34

/**
 * Pieces for all the entries together. Their number is the product of the distinct ends of source and destination ranges.
 *
 * @throws RangeError where that is more than can be looked at
 */
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
  const lines: readonly Line[] = [
    ...grids.map(({ protocol, first, source, destination }) => ({
      number: PROTOCOL_NUMBER[protocol],
      first,
      count: source.length * destination.length,
      each: (emit: Emit, entry: ServiceEntry) => {
        if (!('sourcePorts' in entry)) return
        for (const [s0, s1] of within(source, entry.sourcePorts)) {
          for (const [d0, d1] of within(destination, entry.destinationPorts)) {
            for (let s = s0; s <= s1; s += 1)
              emit(first + s * destination.length + d0, first + s * destination.length + d1)
          }
        }
      },
    })),
    ...icmp.map(({ protocol, first, keys }) => ({
      number: PROTOCOL_NUMBER[protocol],
      first,
      count: keys.length,
      each: (emit: Emit, entry: ServiceEntry) => {
        if (!('type' in entry)) return
        for (const [k0, k1] of within(keys, entry.type === null ? [] : [icmpKeys(entry.type, entry.code)]))
          emit(first + k0, first + k1)
      },
    })),
    ...others.flatMap(({ atom, numbers: [number = 0, ...more] }) =>
      more.length > 0 ? [] : [{ number, first: atom, count: 1, each: (emit: Emit) => emit(atom, atom) }],
    ),
  ]
  if (size > MOST_PIECES) throw tooFine(grids)
  const byNumber = new Map(lines.map((line) => [line.number, line]))
  const ranges = (wanted: readonly ServiceEntry[] | null, emit: Emit): void => {
    if (wanted === null) emit(0, size - 1)
    for (const entry of wanted ?? []) {
      const line = byNumber.get(protocolNumber(entry))
      if (line === undefined) continue
      if (entry.protocol === 'ip') emit(line.first, line.first + line.count - 1)
      else line.each(emit, entry)
    }
  }
  const known = new Map<string, Bitset>()
  const select = (wanted: readonly ServiceEntry[] | null): Bitset => {
    const key = JSON.stringify(wanted)
    const found = known.get(key)
    if (found !== undefined) return found
    if ((known.size + 1) * (size >>> 5) > MOST_WORDS) throw tooFine(grids)
    const made = emptyBitset(size)
    known.set(key, made)
    ranges(wanted, (first, last) => addRange(made, first, last))
    return made
  }
  const sample = (piece: number): L4 => {
    for (const { protocol, first, source, destination } of grids) {
      const at = piece - first
      if (at < 0 || at >= source.length * destination.length) continue
      const sourcePort = source[Math.floor(at / destination.length)]?.[0] ?? 0
      return { protocol, sourcePort, destinationPort: destination[at % destination.length]?.[0] ?? 0 }
    }
    for (const { protocol, first, keys } of icmp) {
      const key = keys[piece - first]?.[0]
      if (key !== undefined) return { protocol, type: key >>> 8, code: key & 255 }
    }
    const number = others.find(({ atom }) => atom === piece)?.numbers[0]
    if (number === undefined) throw new RangeError(`there is no piece ${piece} of the service space`)
    return { protocol: 'ip', number }
  }
  return { size, grids, icmp, others, sample, select, ranges }
}

/** The pieces of one protocol. */
interface Line {
  readonly number: number
  readonly first: number
  readonly count: number
  /** Adds what an entry of the protocol asks for. */
  readonly each: (emit: Emit, entry: ServiceEntry) => void
}

/**
 * First and last piece of every range; no ranges = all of them.
 * INVARIANT: the pieces are cut at both ends of every range asked for.
 */
function within(pieces: readonly PortRange[], ranges: readonly PortRange[]): readonly PortRange[] {
  if (ranges.length === 0) return [[0, pieces.length - 1]]
  return ranges.map(([first, last]): PortRange => [pieceAt(pieces, first), pieceAt(pieces, last)])
}

function pieceAt(pieces: readonly PortRange[], value: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((pieces[middle]?.[0] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
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

function tooFine(grids: readonly PortGrid[]): RangeError {
  const [finest] = grids.toSorted(
    (a, b) => b.source.length * b.destination.length - a.source.length * a.destination.length,
  )
  const count = finest === undefined ? '' : `${finest.source.length} source and ${finest.destination.length}`
  return new RangeError(
    `services tell too many ports apart to be analysed: ${finest?.protocol ?? ''} ${count} destination ranges; use fewer different source ports`,
  )
}
