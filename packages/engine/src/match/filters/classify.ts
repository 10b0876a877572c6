import { type Classify, createClassify } from './classify-js.ts'
import type { FilterTables } from './pack.ts'
import {
  blockBytes,
  copyPackets,
  createBlock,
  type PacketBlock,
  type PacketColumns,
} from './packet-columns.ts'
import { SCRATCH_BYTES } from './wasm-program.ts'
import { loadImage, type WasmImage } from './wasm-runtime.ts'

export interface FilterClassifier {
  readonly classify: Classify
  /**
   * The same for the first `count` packets; positions go to `into`. Any arrays will do; the classifier's own `block` is read
   * and written in place, others are copied piece by piece.
   *
   * @throws RangeError where an array is shorter than `count`
   */
  readonly classifyAll: (packets: PacketColumns, count: number, into: Int32Array) => void
  /** Room for as many packets as was asked for. */
  readonly block: PacketBlock
  readonly runs: 'webassembly' | 'javascript'
}

export interface FilterClassifierOptions {
  /** Packets in the classifier's own block. */
  readonly capacity?: number
  /** For tests: the tables are read in JavaScript, as where WebAssembly is refused. */
  readonly javascript?: boolean
}

/** Packets that are copied at a time: what is written stays in the first cache until it is read. */
const PIECE = 256

/** Allocates nothing while classifying. The same answers whether WebAssembly is there or not. */
export function createFilterClassifier(
  tables: FilterTables,
  { capacity = 0, javascript = false }: FilterClassifierOptions = {},
): FilterClassifier {
  const image = javascript
    ? null
    : loadImage(tables, SCRATCH_BYTES + blockBytes(PIECE) + blockBytes(capacity))
  return image === null ? inJavaScript(tables, capacity) : inWebAssembly(image, capacity)
}

function inJavaScript(tables: FilterTables, capacity: number): FilterClassifier {
  const classify = createClassify(tables)
  const classifyAll = (packets: PacketColumns, count: number, into: Int32Array): void => {
    checkLengths(packets, count, into)
    const { source, destination, sourcePort, destinationPort, protocol } = packets
    for (let i = 0; i < count; i += 1)
      into[i] = classify(
        source[i] as number,
        destination[i] as number,
        sourcePort[i] as number,
        destinationPort[i] as number,
        protocol[i] as number,
      )
  }
  const block = createBlock(new ArrayBuffer(blockBytes(capacity)), 0, capacity)
  return { classify, classifyAll, block, runs: 'javascript' }
}

function inWebAssembly(image: WasmImage, capacity: number): FilterClassifier {
  const scratch = image.end
  const piece = createBlock(image.memory, scratch + SCRATCH_BYTES, PIECE)
  const block = createBlock(image.memory, scratch + SCRATCH_BYTES + blockBytes(PIECE), capacity)
  const run = ({ packets, into }: PacketBlock, count: number): void =>
    image.classifyAll(
      packets.source.byteOffset,
      packets.destination.byteOffset,
      packets.sourcePort.byteOffset,
      packets.destinationPort.byteOffset,
      packets.protocol.byteOffset,
      into.byteOffset,
      count,
      scratch,
    )
  const classifyAll = (packets: PacketColumns, count: number, into: Int32Array): void => {
    checkLengths(packets, count, into)
    if (packets === block.packets && into === block.into) {
      run(block, count)
      return
    }
    for (let begin = 0; begin < count; begin += PIECE) {
      const size = Math.min(PIECE, count - begin)
      copyPackets(packets, begin, size, piece.packets)
      run(piece, size)
      for (let i = 0; i < size; i += 1) into[begin + i] = piece.into[i] as number
    }
  }
  return { classify: image.classify, classifyAll, block, runs: 'webassembly' }
}

function checkLengths(packets: PacketColumns, count: number, into: Int32Array): void {
  const { source, destination, sourcePort, destinationPort, protocol } = packets
  const shortest = Math.min(
    source.length,
    destination.length,
    sourcePort.length,
    destinationPort.length,
    protocol.length,
    into.length,
  )
  if (!(count <= shortest)) throw new RangeError(`count is ${count}: the shortest array has ${shortest}`)
}
