import { SEPARATOR_BIAS } from './address-tree.ts'
import { destinationRoot, LIST, NO_FILTER, PLACES, RECORD, ROW_LINK, UNIT, unitsAt } from './layout.ts'
import type { FilterTables } from './pack.ts'

/** Position of the first filter that holds the packet, -1 for none. Addresses as words, signed or unsigned. */
export type Classify = (
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
  protocol: number,
) => number

/** Reads an image in plain JavaScript. Allocates nothing while classifying. */
export function createClassify({ image, shape }: FilterTables): Classify {
  const { hasSourcePorts, hasWide, hasBySource, hasByDestination, hasPairs, entryBytes } = shape
  const bytes = new Uint8Array(image)
  const separators = new Int16Array(image)
  const halves = new Uint16Array(image)
  const words = new Int32Array(image)
  const entries = entryBytes === 2 ? halves : words
  const entryShift = entryBytes >>> 1
  const units = unitsAt(entryBytes)
  const sourceRoot = PLACES.sourceRoot >>> entryShift
  const toRoot = destinationRoot(entryBytes) >>> entryShift
  const firstNode = (words[PLACES.firstNode >>> 2] as number) / UNIT
  const wideOrigins = words[PLACES.wideOrigins >>> 2] as number
  const wideTargets = words[PLACES.wideTargets >>> 2] as number

  /** Down the nodes from a root's entry to the address of a record. */
  const recordOf = (root: number, address: number): number => {
    const page = units + ((entries[root + (address >>> 20)] as number) << 4)
    let entry = entries[(page >>> entryShift) + ((address >>> 16) & 15)] as number
    const lower = (address & 0xffff) - SEPARATOR_BIAS
    while (entry >= firstNode) {
      const node = units + (entry << 4)
      const at = node >>> 1
      // How many of seven separators are less: by halves, without a branch.
      let behind = (((separators[at + 3] as number) - lower) >>> 31) << 2
      behind += (((separators[at + behind + 1] as number) - lower) >>> 31) << 1
      behind += ((separators[at + behind] as number) - lower) >>> 31
      entry = entries[((node + UNIT) >>> entryShift) + behind] as number
    }
    return units + (entry << 4)
  }
  /** The first candidate that matches, or a link. */
  const firstOf = (masks: number, answers: number, origin: number, target: number): number => {
    const both = (bytes[masks + origin] as number) & (bytes[masks + target] as number)
    return words[(answers >>> 2) + 31 - Math.clz32(both & -both)] as number
  }
  const follow = (link: number, origin: number, target: number): number => {
    let answer = link
    while (answer < 0) {
      const address = ~answer
      answer =
        (address & ROW_LINK) === 0
          ? firstOf(
              words[(address + LIST.masks) >>> 2] as number,
              words[(address + LIST.answers) >>> 2] as number,
              origin,
              target,
            )
          : (words[(address + rowOffset(origin, target)) >>> 2] as number)
    }
    return answer
  }
  const rowOffset = (origin: number, target: number): number =>
    (words[(wideOrigins >>> 2) + origin] as number) + (words[(wideTargets >>> 2) + target] as number)
  const headOf = (record: number, other: number, origin: number, target: number): number => {
    const eighth = (other >>> 26) & (words[(record + RECORD.eighths) >>> 2] as number)
    const list = ((words[(record + RECORD.heads) >>> 2] as number) + eighth) >>> 2
    return firstOf(words[list] as number, words[list + 1] as number, origin, target)
  }

  return (source, destination, sourcePort, destinationPort, protocol) => {
    let row = words[(PLACES.protocols >>> 2) + protocol] as number
    if (hasSourcePorts)
      row += halves[
        ((words[(PLACES.sourcePorts >>> 2) + (sourcePort >>> 8)] as number) >>> 1) + (sourcePort & 255)
      ] as number
    const origin = halves[row >>> 1] as number
    const page = words[(PLACES.destinationPorts >>> 2) + (destinationPort >>> 8)] as number
    const target = halves[(page >>> 1) + (destinationPort & 255)] as number
    const from = recordOf(sourceRoot, source)
    const to = recordOf(toRoot, destination)

    let best = NO_FILTER
    if (hasWide) {
      const eighths = ((source >>> 29) << 3) | (destination >>> 29)
      const wide = words[(PLACES.wide >>> 2) + eighths] as number
      best = words[(wide + rowOffset(origin, target)) >>> 2] as number
    }
    if (hasBySource) {
      let head = headOf(from, destination, origin, target)
      if (head < 0) head = follow(head, origin, target)
      best += (head - best) & ((head - best) >> 31)
    }
    if (hasByDestination) {
      let head = headOf(to, source, origin, target)
      if (head < 0) head = follow(head, origin, target)
      best += (head - best) & ((head - best) >> 31)
    }
    if (hasPairs) {
      const row = words[(from + RECORD.pair) >>> 2] as number
      const cell = (row + (words[(to + RECORD.pair) >>> 2] as number)) >>> 2
      const other = row ^ (words[cell] as number)
      const list = firstOf(words[cell + 1] as number, words[cell + 2] as number, origin, target)
      // All ones but the sign and the next where the cell is another row's, which is no filter.
      let pair = list | (((other | -other) >> 31) & NO_FILTER)
      if (pair < 0) pair = other === 0 ? follow(pair, origin, target) : NO_FILTER
      best += (pair - best) & ((pair - best) >> 31)
    }
    return best === NO_FILTER ? -1 : best
  }
}
