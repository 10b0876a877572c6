import { SEPARATOR_BIAS } from './address-tree.ts'
import { CELL, destinationRoot, LIST, NO_FILTER, PLACES, RECORD, ROW_LINK, UNIT, unitsAt } from './layout.ts'
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
  type Func,
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
  moduleOf,
  or,
  popcnt,
  repeatWhile,
  set,
  shl,
  shrSigned,
  shrUnsigned,
  splat16,
  store32,
  sub,
  when,
  xor,
} from './wasm-assembler.ts'

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

/** Packets of a block, and the bytes that are kept of each between two passes. */
const BLOCK = 64
const FOUND_BYTES = 16
export const SCRATCH_BYTES = BLOCK * FOUND_BYTES

const FOLLOW = 0
const CLASSIFY_FOLLOWING = 1

/**
 * The program that reads images of a shape, as `classify-js.ts` does. `classify` takes a packet; `classifyAll` takes the
 * addresses of its five columns, that of the answers, a count, and that of `SCRATCH_BYTES` to write to. Links are rare: code that meets one starts over in a
 * function that follows them, so that nothing has to be kept for a call on the way that is always taken.
 */
export function programFor(shape: ImageShape): Uint8Array<ArrayBuffer> {
  return moduleOf([
    followFunc(),
    classifyFunc(shape, true),
    { ...classifyFunc(shape, false), name: 'classify' },
    { ...classifyAllFunc(shape), name: 'classifyAll' },
  ])
}

const headerAt = (place: number): Code => load32(constant(0), place)
const READ: Header = {
  firstNode: headerAt(PLACES.firstNode),
  wideOrigins: headerAt(PLACES.wideOrigins),
  wideTargets: headerAt(PLACES.wideTargets),
}

const shifted = (code: Code, left: number): Code => shl(code, constant(left))
const lowerOf = (a: Code, b: Code, difference: Local): Code => [
  ...set(difference, sub(a, b)),
  ...add(b, and(get(difference), shrSigned(get(difference), constant(31)))),
]

/** Origin and target class. */
function servicesCode(shape: ImageShape, it: Names): Code {
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
function recordsCode(shape: ImageShape, it: Names, { firstNode }: Header): Code {
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

const rowOffset = ({ wideOrigins, wideTargets }: Header, origin: Local, target: Local): Code =>
  add(load32(add(wideOrigins, shifted(get(origin), 2))), load32(add(wideTargets, shifted(get(target), 2))))

/** The first match into `best`; below 0 where it is behind a link, unless links are followed. */
function matchCode(shape: ImageShape, it: Names, header: Header, follows: boolean): Code {
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
const positionCode = (best: Local): Code =>
  or(get(best), shrSigned(sub(constant(NO_FILTER - 1), get(best)), constant(31)))

/** @param packet the first of five locals; the others follow from `first` on */
const namesFrom = (first: Local, packet: Local, vector: Local): Names => ({
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

function classifyFunc(shape: ImageShape, follows: boolean): Func {
  const it = namesFrom(5, 0, 13)
  const packet = [it.source, it.destination, it.sourcePort, it.destinationPort, it.protocol]
  const retry = when(lessSigned(get(it.best), constant(0)), [
    ...call(CLASSIFY_FOLLOWING, ...packet.map(get)),
    0x0f,
  ])
  return {
    parameters: 5,
    hasResult: true,
    numbers: 8,
    vectors: 1,
    body: [
      ...servicesCode(shape, it),
      ...recordsCode(shape, it, READ),
      ...matchCode(shape, it, READ, follows),
      ...(follows ? [] : retry),
      ...positionCode(it.best),
    ],
  }
}

/**
 * Packets in blocks, and each block in two passes: one as far as records and classes, one from there to the answer. A processor
 * looks some two hundred instructions ahead: of a short pass that is several packets, whose reads then wait together.
 */
function classifyAllFunc(shape: ImageShape): Func {
  const [source, destination, sourcePort, destinationPort, protocol, into, count, scratch] = [
    0, 1, 2, 3, 4, 5, 6, 7,
  ]
  const [i, begin, end, found] = [8, 9, 10, 11]
  const [firstNode, wideOrigins, wideTargets] = [12, 13, 14]
  const it = namesFrom(20, 15, 28)
  const header = { firstNode: get(firstNode), wideOrigins: get(wideOrigins), wideTargets: get(wideTargets) }
  const element = (column: Local, size: number): Code =>
    add(get(column), size === 0 ? get(i) : shifted(get(i), size))
  const packet = [it.source, it.destination, it.sourcePort, it.destinationPort, it.protocol]
  const addresses = [
    ...set(it.source, load32(element(source, 2))),
    ...set(it.destination, load32(element(destination, 2))),
  ]
  const services = [
    ...set(it.sourcePort, load16(element(sourcePort, 1))),
    ...set(it.destinationPort, load16(element(destinationPort, 1))),
    ...set(it.protocol, load8(element(protocol, 0))),
  ]
  const kept = [it.origin, it.target, it.from, it.to]
  const pass = (body: Code): Code => [
    ...set(i, get(begin)),
    ...set(found, get(scratch)),
    ...repeatWhile(lessUnsigned(get(i), get(end)), [
      ...body,
      ...set(found, add(get(found), constant(FOUND_BYTES))),
      ...set(i, add(get(i), constant(1))),
    ]),
  ]
  return {
    parameters: 8,
    hasResult: false,
    numbers: 20,
    vectors: 1,
    body: [
      ...set(firstNode, READ.firstNode),
      ...set(wideOrigins, READ.wideOrigins),
      ...set(wideTargets, READ.wideTargets),
      ...loopWhile(lessUnsigned(get(begin), get(count)), [
        ...set(end, add(get(begin), constant(BLOCK))),
        ...when(lessUnsigned(get(count), get(end)), set(end, get(count))),
        ...pass([
          ...addresses,
          ...services,
          ...servicesCode(shape, it),
          ...recordsCode(shape, it, header),
          ...kept.flatMap((local, at) => store32(get(found), get(local), at * 4)),
        ]),
        ...pass([
          ...addresses,
          ...kept.flatMap((local, at) => set(local, load32(get(found), at * 4))),
          ...matchCode(shape, it, header, false),
          ...choose(
            lessSigned(get(it.best), constant(0)),
            [...services, ...set(it.best, call(CLASSIFY_FOLLOWING, ...packet.map(get)))],
            set(it.best, positionCode(it.best)),
          ),
          ...store32(element(into, 2), get(it.best)),
        ]),
        ...set(begin, get(end)),
      ]),
    ],
  }
}

/** The answer behind a link. */
function followFunc(): Func {
  const [answer, origin, target, at, masks] = [0, 1, 2, 3, 4]
  const both = and(load8(add(get(masks), get(origin))), load8(add(get(masks), get(target))))
  return {
    parameters: 3,
    hasResult: true,
    numbers: 2,
    vectors: 0,
    body: [
      ...repeatWhile(lessSigned(get(answer), constant(0)), [
        ...set(at, xor(get(answer), constant(-1))),
        ...choose(
          and(get(at), constant(ROW_LINK)),
          set(answer, load32(add(xor(get(at), constant(ROW_LINK)), rowOffset(READ, origin, target)))),
          [
            ...set(masks, load32(get(at), LIST.masks)),
            ...set(answer, load32(add(load32(get(at), LIST.answers), shifted(ctz(both), 2)))),
          ],
        ),
      ]),
      ...get(answer),
    ],
  }
}
