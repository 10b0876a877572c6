import { ROOT } from './address-tree.ts'
import type { Arena } from './arena.ts'
import { createArena } from './arena.ts'
import type { FilterParts, Side } from './filter-parts.ts'
import {
  CELL,
  CELL_BYTES,
  destinationRoot,
  type EntryBytes,
  LIST_BYTES,
  nodeUnits,
  PLACES,
  pageUnits,
  RECORD,
  UNIT,
  unitsAt,
} from './layout.ts'
import { packServices } from './pack-services.ts'
import { createListPlacer, type ListPlacer } from './place-lists.ts'

/** What a program that reads an image must know to be made: the same for many images. */
export interface ImageShape {
  readonly entryBytes: EntryBytes
  readonly sourceDepth: 1 | 2
  readonly destinationDepth: 1 | 2
  readonly sourceIsDeeper: boolean
  readonly destinationIsDeeper: boolean
  /** Is there any filter that asks for a source port? */
  readonly hasSourcePorts: boolean
  /** Which of the four parts hold any filter; `wide` also where a list goes on in a row of first matches. */
  readonly hasWide: boolean
  readonly hasBySource: boolean
  readonly hasByDestination: boolean
  readonly hasPairs: boolean
}

/** Filters compiled: one piece of memory with all tables, laid out as `layout.ts` says. Transferable to a worker. */
export interface FilterTables {
  readonly image: ArrayBuffer
  readonly shape: ImageShape
}

/** Bytes of an image: links need the upper bits of a word. */
const MOST_BYTES = 2 ** 28

/** @returns null where the tables would be too large */
export function packTables(parts: FilterParts): FilterTables | null {
  const { source, destination, services, nodes } = parts
  // Nodes begin at an even unit.
  const records = (source.headOf.length + destination.headOf.length + 1) & ~1
  const entryBytes: EntryBytes =
    records + nodes.nodeCount() * nodeUnits(2) + nodes.pageCount() * pageUnits(2) <= 65_536 ? 2 : 4
  const arena = createArena(2 ** 20)
  arena.reserve(unitsAt(entryBytes))
  const firstRecord = arena.reserve(records * UNIT, UNIT)
  packTrees(arena, parts, records, entryBytes)
  packServices(arena, services)
  const placer = createListPlacer(arena, parts)
  if (placer === null) return null
  const pairs = packPairs(arena, parts, placer)
  packRecords(
    arena,
    source,
    firstRecord,
    placer,
    (pair) => pairs + (parts.pairs.shift[pair] as number) * CELL_BYTES,
  )
  packRecords(
    arena,
    destination,
    firstRecord + source.headOf.length * UNIT,
    placer,
    (pair) => pair * CELL_BYTES,
  )
  const image = arena.finish()
  if (image.byteLength > MOST_BYTES) return null
  const isAny = (lists: Int32Array): boolean => lists.some((number) => number !== 0)
  return {
    image,
    shape: {
      entryBytes,
      sourceDepth: source.tree.depth,
      destinationDepth: destination.tree.depth,
      sourceIsDeeper: source.tree.isDeeper,
      destinationIsDeeper: destination.tree.isDeeper,
      hasSourcePorts: services.sourcePorts > 1,
      hasWide: placer.hasRows,
      hasBySource: isAny(source.heads.lists),
      hasByDestination: isAny(destination.heads.lists),
      hasPairs: parts.pairs.owners.some((owner) => owner !== -1),
    },
  }
}

/** Roots, nodes and pages: their numbers become units. */
function packTrees(arena: Arena, parts: FilterParts, records: number, entryBytes: EntryBytes): void {
  const { nodes, source, destination } = parts
  const values = source.headOf.length + destination.headOf.length
  const [nodeSize, pageSize] = [nodeUnits(entryBytes), pageUnits(entryBytes)]
  const firstPage = records + nodes.nodeCount() * nodeSize
  const first = arena.reserve((firstPage - records + nodes.pageCount() * pageSize) * UNIT, UNIT)
  const [halves, words] = [arena.halves(), arena.words()]
  const setUnit = (address: number, unit: number): void => {
    if (entryBytes === 2) halves[address >>> 1] = unit
    else words[address >>> 2] = unit
  }
  const setEntry = (address: number, entry: number): void =>
    setUnit(address, entry < values ? entry : records + (entry - values) * nodeSize)
  words[PLACES.firstNode >>> 2] = records * UNIT
  for (let i = 0; i < ROOT; i += 1) {
    const offset = i * entryBytes
    setUnit(PLACES.sourceRoot + offset, firstPage + (source.tree.root[i] as number) * pageSize)
    setUnit(destinationRoot(entryBytes) + offset, firstPage + (destination.tree.root[i] as number) * pageSize)
  }
  const numbers = nodes.nodes()
  for (let node = 0; node < nodes.nodeCount(); node += 1) {
    const address = first + node * nodeSize * UNIT
    for (let i = 0; i < 8; i += 1) {
      halves[(address >>> 1) + i] = numbers[node * 16 + i] as number
      setEntry(address + UNIT + i * entryBytes, numbers[node * 16 + 8 + i] as number)
    }
  }
  const entries = nodes.pages()
  const pages = first + (firstPage - records) * UNIT
  for (let i = 0; i < entries.length; i += 1) setEntry(pages + i * entryBytes, entries[i] as number)
}

/** @returns where the table begins */
function packPairs(arena: Arena, { pairs }: FilterParts, placer: ListPlacer): number {
  const first = arena.reserve(pairs.owners.length * CELL_BYTES)
  for (let i = 0; i < pairs.owners.length; i += 1) {
    const address = first + i * CELL_BYTES
    const owner = pairs.owners[i] as number
    const list = placer.place(pairs.lists[i] as number)
    const words = arena.words()
    words[(address + CELL.owner) >>> 2] = owner < 0 ? -1 : first + owner * CELL_BYTES
    words[(address + CELL.masks) >>> 2] = list.masks
    words[(address + CELL.answers) >>> 2] = list.answers
  }
  return first
}

/** @param pairOf what stands for a class of the pair table */
function packRecords(
  arena: Arena,
  { headOf, pairOf, heads }: Side,
  first: number,
  placer: ListPlacer,
  pair: (pair: number) => number,
): void {
  const places = Int32Array.from(heads.begins)
  for (let head = 0; head + 1 < heads.begins.length; head += 1) {
    const [begin, end] = [heads.begins[head] as number, heads.begins[head + 1] as number]
    places[head] =
      end - begin === 1
        ? placer.listAt(heads.lists[begin] as number)
        : placer.listsAt(heads.lists.subarray(begin, end))
  }
  const words = arena.words()
  for (let i = 0; i < headOf.length; i += 1) {
    const address = first + i * UNIT
    const head = headOf[i] as number
    const isOne = (heads.begins[head + 1] as number) - (heads.begins[head] as number) === 1
    words[(address + RECORD.heads) >>> 2] = places[head] as number
    words[(address + RECORD.eighths) >>> 2] = isOne ? 0 : 7 * LIST_BYTES
    words[(address + RECORD.pair) >>> 2] = pair(pairOf[i] as number)
  }
}
