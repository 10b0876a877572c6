import { SEPARATOR_BIAS } from './address-tree.ts'
import { CELL, destinationRoot, LIST, NO_FILTER, PLACES, RECORD, UNIT, unitsAt } from './layout.ts'
import type { ImageShape } from './pack.ts'
import {
  add,
  and,
  byteSigns,
  type Code,
  call,
  choose,
  constant,
  ctz,
  get,
  greaterSigned16,
  isZero,
  type Local,
  lessSigned,
  lessUnsigned,
  load8,
  load16,
  load32,
  loadVector,
  loopWhile,
  or,
  popcnt,
  set,
  shl,
  shrSigned,
  shrUnsigned,
  splat16,
  sub,
  when,
  xor,
} from './wasm-assembler.ts'

/* The steps of the program that `wasm-program.ts` puts together, as code for a shape of images. */

/** Locals of a function that classifies: the packet, and what is found out about it. */
interface Names {
  readonly source: Local
  readonly destination: Local
  readonly sourcePort: Local
  readonly destinationPort: Local
  readonly protocol: Local
  readonly origin: Local
  readonly target: Local
  readonly from: Local
  readonly to: Local
  readonly best: Local
  readonly at: Local
  readonly answer: Local
  readonly key: Local
  readonly vector: Local
}

/** What an image says of itself: read each time, or kept in locals. */
interface Header {
  readonly firstNode: Code
  readonly wideOrigins: Code
  readonly wideTargets: Code
}

/** @param packet the first of five locals; the others follow from `first` on */
export const namesFrom = (first: Local, packet: Local, vector: Local): Names => ({
  source: packet,
  destination: packet + 1,
  sourcePort: packet + 2,
  destinationPort: packet + 3,
  protocol: packet + 4,
  origin: first,
  target: first + 1,
  from: first + 2,
  to: first + 3,
  best: first + 4,
  at: first + 5,
  answer: first + 6,
  key: first + 7,
  vector,
})

/** The number of the function that follows links: it is the first of the program. */
export const FOLLOW = 0

const headerAt = (place: number): Code => load32(constant(0), place)
export const READ: Header = {
  firstNode: headerAt(PLACES.firstNode),
  wideOrigins: headerAt(PLACES.wideOrigins),
  wideTargets: headerAt(PLACES.wideTargets),
}

export const shifted = (code: Code, left: number): Code => shl(code, constant(left))
const lowerOf = (a: Code, b: Code, difference: Local): Code => [
  ...set(difference, sub(a, b)),
  ...add(b, and(get(difference), shrSigned(get(difference), constant(31)))),
]

/** Origin and target class. */
export function servicesCode(shape: ImageShape, it: Names): Code {
  const page = (pages: number, port: Local): Code =>
    add(
      load32(shifted(shrUnsigned(get(port), constant(8)), 2), pages),
      shifted(and(get(port), constant(255)), 1),
    )
  const row = load32(shifted(get(it.protocol), 2), PLACES.protocols)
  return [
    ...set(
      it.origin,
      load16(shape.hasSourcePorts ? add(row, load16(page(PLACES.sourcePorts, it.sourcePort))) : row),
    ),
    ...set(it.target, load16(page(PLACES.destinationPorts, it.destinationPort))),
  ]
}

/** From the addresses to those of their records. */
export function recordsCode(shape: ImageShape, it: Names, { firstNode }: Header): Code {
  const { entryBytes, sourceDepth, destinationDepth, sourceIsDeeper, destinationIsDeeper } = shape
  const units = unitsAt(entryBytes)
  const loadEntry = entryBytes === 2 ? load16 : load32
  const shift = entryBytes === 2 ? 1 : 2
  const tree = (root: number, depth: number, isDeeper: boolean, address: Local, into: Local): Code => {
    /** `into` is an entry times 16. Both bytes of a separator are signed where it is less, which doubles the count. */
    const signs = byteSigns(greaterSigned16(get(it.vector), loadVector(get(into), units)))
    const offset = entryBytes === 2 ? popcnt(signs) : shifted(popcnt(signs), 1)
    const step = set(into, shifted(loadEntry(add(get(into), offset), units + UNIT), 4))
    const inPage = and(shrUnsigned(get(address), constant(16 - shift)), constant(15 << shift))
    const isNode = isZero(lessUnsigned(get(into), firstNode))
    return [
      ...set(it.vector, splat16(sub(get(address), constant(SEPARATOR_BIAS)))),
      ...set(into, shifted(loadEntry(shifted(shrUnsigned(get(address), constant(20)), shift), root), 4)),
      ...set(into, shifted(loadEntry(add(get(into), inPage), units), 4)),
      ...Array.from({ length: depth }, () => step).flat(),
      ...(isDeeper ? loopWhile(isNode, step) : []),
    ]
  }
  return [
    ...tree(PLACES.sourceRoot, sourceDepth, sourceIsDeeper, it.source, it.from),
    ...tree(destinationRoot(entryBytes), destinationDepth, destinationIsDeeper, it.destination, it.to),
  ]
}

/** The first candidate that matches, or a link. `at` is the address of the list, or of what it stands in. */
function firstCode(it: Names, offsets: { readonly masks: number; readonly answers: number }): Code {
  const masks = load32(get(it.at), offsets.masks)
  const answers = load32(get(it.at), offsets.answers)
  return [
    ...set(it.answer, masks),
    ...load32(
      add(
        answers,
        shifted(
          ctz(and(load8(add(get(it.answer), get(it.origin))), load8(add(get(it.answer), get(it.target))))),
          2,
        ),
      ),
    ),
  ]
}

export const rowOffset = ({ wideOrigins, wideTargets }: Header, origin: Local, target: Local): Code =>
  add(load32(add(wideOrigins, shifted(get(origin), 2))), load32(add(wideTargets, shifted(get(target), 2))))

/** The first match into `best`; below 0 where it is behind a link, unless links are followed. */
export function matchCode(shape: ImageShape, it: Names, header: Header, follows: boolean): Code {
  const units = unitsAt(shape.entryBytes)
  const follow = (): Code =>
    follows
      ? when(
          lessSigned(get(it.answer), constant(0)),
          set(it.answer, call(FOLLOW, get(it.answer), get(it.origin), get(it.target))),
        )
      : []
  const better = (): Code => [...follow(), ...set(it.best, lowerOf(get(it.answer), get(it.best), it.at))]
  const head = (record: Local, other: Local): Code => [
    ...set(
      it.at,
      add(
        load32(get(record), units + RECORD.heads),
        and(shrUnsigned(get(other), constant(26)), load32(get(record), units + RECORD.eighths)),
      ),
    ),
    ...set(it.answer, firstCode(it, LIST)),
    ...better(),
  ]
  const eighths = or(
    shifted(shrUnsigned(get(it.source), constant(29)), 5),
    shifted(shrUnsigned(get(it.destination), constant(29)), 2),
  )
  const row = load32(get(it.from), units + RECORD.pair)
  /** All ones but the sign and the next where the cell is another row's. */
  const foreign = and(
    shrSigned(or(get(it.key), sub(constant(0), get(it.key))), constant(31)),
    constant(NO_FILTER),
  )
  const pair: Code = [
    ...set(it.at, add(row, load32(get(it.to), units + RECORD.pair))),
    ...set(it.key, xor(row, load32(get(it.at), CELL.owner))),
    ...set(it.answer, or(firstCode(it, CELL), foreign)),
    ...(follows ? choose(get(it.key), set(it.answer, constant(NO_FILTER)), follow()) : []),
    ...set(it.best, lowerOf(get(it.answer), get(it.best), it.at)),
  ]
  return [
    ...set(
      it.best,
      shape.hasWide
        ? load32(add(load32(eighths, PLACES.wide), rowOffset(header, it.origin, it.target)))
        : constant(NO_FILTER),
    ),
    ...(shape.hasBySource ? head(it.from, it.destination) : []),
    ...(shape.hasByDestination ? head(it.to, it.source) : []),
    ...(shape.hasPairs ? pair : []),
  ]
}

/** `best`, or -1 for no filter. */
export const positionCode = (best: Local): Code =>
  or(get(best), shrSigned(sub(constant(NO_FILTER - 1), get(best)), constant(31)))
