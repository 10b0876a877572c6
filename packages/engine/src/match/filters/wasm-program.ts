import { LIST, ROW_LINK } from './layout.ts'
import type { ImageShape } from './pack.ts'
import {
  add,
  and,
  type Code,
  call,
  choose,
  constant,
  ctz,
  type Func,
  get,
  type Local,
  lessSigned,
  lessUnsigned,
  load8,
  load16,
  load32,
  loopWhile,
  moduleOf,
  repeatWhile,
  set,
  store32,
  when,
  xor,
} from './wasm-assembler.ts'
import {
  matchCode,
  namesFrom,
  positionCode,
  READ,
  recordsCode,
  rowOffset,
  servicesCode,
  shifted,
} from './wasm-steps.ts'

/** Packets of a block, and the bytes that are kept of each between two passes. */
const BLOCK = 64
const FOUND_BYTES = 16
export const SCRATCH_BYTES = BLOCK * FOUND_BYTES

const CLASSIFY_FOLLOWING = 1

/**
 * The program that reads images of a shape, as `classify-js.ts` does. `classify` takes a packet; `classifyAll` takes the
 * addresses of its five columns, that of the answers, a count, and that of `SCRATCH_BYTES` to write to. Links are rare: code that meets
 * one starts over in a function that follows them, so that nothing has to be kept for a call on the way that is always taken.
 */
export function programFor(shape: ImageShape): Uint8Array<ArrayBuffer> {
  return moduleOf([
    followFunc(),
    classifyFunc(shape, true),
    { ...classifyFunc(shape, false), name: 'classify' },
    { ...classifyAllFunc(shape), name: 'classifyAll' },
  ])
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
