import { NO_FILTER } from './candidate-lists.ts'
import type { FilterTables } from './pack.ts'

/** Five fields of many packets. */
export interface PacketColumns {
  /** Addresses as signed words. */
  readonly source: Int32Array
  readonly destination: Int32Array
  readonly sourcePort: Uint16Array
  readonly destinationPort: Uint16Array
  readonly protocol: Uint8Array
}

export interface FilterClassifier {
  /** Position of the first filter that holds the packet, -1 for none. Addresses as words, signed or unsigned. */
  readonly classify: (
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
  ) => number
  /** The same for the first `count` packets; positions go to `into`. */
  readonly classifyAll: (packets: PacketColumns, count: number, into: Int32Array) => void
}

/** Allocates nothing while classifying. */
export function createFilterClassifier(tables: FilterTables): FilterClassifier {
  const { words, halves, rows, matches, matchWords, firstSourceNode, firstDestinationNode } = tables
  const { sourceNodes, destinationNodes, destinationRoot, serviceClasses } = tables
  const { sources, destinations, wide, bySource, byDestination, pairs, lists } = tables
  const { protocols, sourcePorts, destinationPorts } = tables

  /** The entry for one byte of an address in a trie's node: see `WideTrie`. */
  const entryIn = (node: number, byte: number): number => {
    const word = node + ((byte >>> 5) << 1)
    // Bits up to and with the byte's own: `2 << 31` is 0, less one is all.
    let bits = (words[word] as number) & ((2 << (byte & 31)) - 1)
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    const count = Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
    return halves[(words[word + 1] as number) + count] as number
  }

  const portEntry = (pages: number, port: number): number =>
    words[(words[pages + (port >>> 8)] as number) + (port & 255)] as number

  /** The lesser of `known` and the first candidate of a list that matches the packet's service class. */
  const firstOf = (reference: number, service: number, known: number): number => {
    if (reference < 0) {
      const difference = (words[rows + ~reference + service] as number) - known
      return known + (difference & (difference >> 31))
    }
    let best = known
    const row = matches + service * matchWords
    for (let at = lists + reference; ; at += 2) {
      const entry = words[at] as number
      const wanted = words[at + 1] as number
      const matched = ((words[row + (wanted >>> 5)] as number) >>> (wanted & 31)) & 1
      // No branch, for the processor could not guess it: the entry where it matched, else the entry of no filter.
      const difference = (entry | ((matched - 1) & NO_FILTER)) - best
      best += difference & (difference >> 31)
      if ((entry & 1) === 0) return best
    }
  }

  const classify = (
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
  ): number => {
    const service = halves[
      serviceClasses +
        (words[protocols + protocol] as number) +
        portEntry(sourcePorts, sourcePort) +
        portEntry(destinationPorts, destinationPort)
    ] as number
    let from = halves[source >>> 16] as number
    if (from >= firstSourceNode) {
      from = entryIn(sourceNodes + ((from - firstSourceNode) << 4), (source >>> 8) & 255)
      if (from >= firstSourceNode) from = entryIn(sourceNodes + ((from - firstSourceNode) << 4), source & 255)
    }
    let to = halves[destinationRoot + (destination >>> 16)] as number
    if (to >= firstDestinationNode) {
      to = entryIn(destinationNodes + ((to - firstDestinationNode) << 4), (destination >>> 8) & 255)
      if (to >= firstDestinationNode)
        to = entryIn(destinationNodes + ((to - firstDestinationNode) << 4), destination & 255)
    }
    const sourceAt = sources + from * 4
    const destinationAt = destinations + to * 2
    const sourceEighth = source >>> 29
    const destinationEighth = destination >>> 29

    let best = words[(words[wide + ((sourceEighth << 3) | destinationEighth)] as number) + service] as number
    const one = words[bySource + (words[sourceAt] as number) + destinationEighth] as number
    best = firstOf(one, service, best)
    const two = words[byDestination + (words[destinationAt] as number) + sourceEighth] as number
    best = firstOf(two, service, best)
    const cell = pairs + ((words[sourceAt + 2] as number) + (words[destinationAt + 1] as number)) * 2
    const other = (words[cell] as number) ^ (words[sourceAt + 1] as number)
    // All ones where the cell is another class's: the list then is the empty one, at 0.
    const foreign = (other | -other) >> 31
    best = firstOf((words[cell + 1] as number) & ~foreign, service, best)
    return best === NO_FILTER ? -1 : best >>> 1
  }

  const classifyAll = (
    { source, destination, sourcePort, destinationPort, protocol }: PacketColumns,
    count: number,
    into: Int32Array,
  ): void => {
    for (let i = 0; i < count; i += 1)
      into[i] = classify(
        source[i] as number,
        destination[i] as number,
        sourcePort[i] as number,
        destinationPort[i] as number,
        protocol[i] as number,
      )
  }
  return { classify, classifyAll }
}
