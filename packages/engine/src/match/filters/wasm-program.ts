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
}

const FOLLOW = 0
const CLASSIFY_FOLLOWING = 1

/**
 * The program that reads images of a shape, as `classify-js.ts` does. `classify` takes a packet; `classifyAll` takes the
 * addresses of its five columns, that of the answers and a count. Links are rare: code that meets one starts over in a
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

/** From an address to that of its record. */
function treeCode(
  { entryBytes }: ImageShape,
  root: number,
  depth: number,
  address: Local,
  into: Local,
  key: Local,
): Code {
  const units = unitsAt(entryBytes)
  const loadEntry = entryBytes === 2 ? load16 : load32
  const shift = entryBytes === 2 ? 1 : 2
  /** `into` is an entry times 16. Both bytes of a separator are signed where it is less, which doubles the count. */
  const signs = byteSigns(greaterSigned16(get(key), loadVector(get(into), units)))
  const offset = entryBytes === 2 ? popcnt(signs) : shifted(popcnt(signs), 1)
  const step = set(into, shifted(loadEntry(add(get(into), offset), units + UNIT), 4))
  const inPage = and(shrUnsigned(get(address), constant(16 - shift)), constant(15 << shift))
  return [
    ...set(key, splat16(sub(get(address), constant(SEPARATOR_BIAS)))),
    ...set(into, shifted(loadEntry(shifted(shrUnsigned(get(address), constant(20)), shift), root), 4)),
    ...set(into, shifted(loadEntry(add(get(into), inPage), units), 4)),
    ...Array.from({ length: depth }, () => step).flat(),
    ...loopWhile(sub(constant(1), lessUnsigned(get(into), load32(constant(0), PLACES.firstNode))), step),
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

const rowOffset = (origin: Code, target: Code): Code =>
  add(
    load32(add(load32(constant(0), PLACES.wideOrigins), shifted(origin, 2))),
    load32(add(load32(constant(0), PLACES.wideTargets), shifted(target, 2))),
  )

/** The first match into `best`; below 0 where it is behind a link, unless links are followed. */
function matchCode(shape: ImageShape, it: Names, follows: boolean): Code {
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
        ? load32(add(load32(eighths, PLACES.wide), rowOffset(get(it.origin), get(it.target))))
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

/** Names for locals from `first` on, after which the vector is. */
const namesFrom = (first: Local, packet: Local, vector: Local): Names & { readonly vector: Local } => ({
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

function packetCode(shape: ImageShape, it: Names & { readonly vector: Local }, follows: boolean): Code {
  const { entryBytes, sourceDepth, destinationDepth } = shape
  const toRoot = destinationRoot(entryBytes)
  return [
    ...servicesCode(shape, it),
    ...treeCode(shape, PLACES.sourceRoot, sourceDepth, it.source, it.from, it.vector),
    ...treeCode(shape, toRoot, destinationDepth, it.destination, it.to, it.vector),
    ...matchCode(shape, it, follows),
  ]
}

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
    body: [...packetCode(shape, it, follows), ...(follows ? [] : retry), ...positionCode(it.best)],
  }
}

function classifyAllFunc(shape: ImageShape): Func {
  const [source, destination, sourcePort, destinationPort, protocol, into, count, i] = [
    0, 1, 2, 3, 4, 5, 6, 7,
  ]
  const it = namesFrom(13, 8, 21)
  const element = (column: Local, size: number): Code =>
    add(get(column), size === 0 ? get(i) : shifted(get(i), size))
  const packet = [it.source, it.destination, it.sourcePort, it.destinationPort, it.protocol]
  return {
    parameters: 7,
    hasResult: false,
    numbers: 14,
    vectors: 1,
    body: loopWhile(lessUnsigned(get(i), get(count)), [
      ...set(it.source, load32(element(source, 2))),
      ...set(it.destination, load32(element(destination, 2))),
      ...set(it.sourcePort, load16(element(sourcePort, 1))),
      ...set(it.destinationPort, load16(element(destinationPort, 1))),
      ...set(it.protocol, load8(element(protocol, 0))),
      ...packetCode(shape, it, false),
      ...choose(
        lessSigned(get(it.best), constant(0)),
        set(it.best, call(CLASSIFY_FOLLOWING, ...packet.map(get))),
        set(it.best, positionCode(it.best)),
      ),
      ...store32(element(into, 2), get(it.best)),
      ...set(i, add(get(i), constant(1))),
    ]),
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
          set(answer, load32(add(xor(get(at), constant(ROW_LINK)), rowOffset(get(origin), get(target))))),
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
