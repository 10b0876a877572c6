/**
 * Just enough of WebAssembly's binary format (the core specification, version 2.0, chapter 5) to write a small module by
 * hand. Instructions are functions from the code of their operands to code, so that a program reads as expressions do.
 */
export type Code = readonly number[]

/** A local variable, by its number: parameters come first. */
export type Local = number

const unsigned = (value: number): Code =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
const signed = (value: number): Code =>
  value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]

export const constant = (value: number): Code => [0x41, ...signed(value)]
export const get = (local: Local): Code => [0x20, ...unsigned(local)]
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)]
export const call = (func: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  0x10,
  ...unsigned(func),
]

const unary =
  (...opcode: Code) =>
  (a: Code): Code => [...a, ...opcode]
const binary =
  (...opcode: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode]
export const ctz = unary(0x68)
export const popcnt = unary(0x69)
export const isZero = unary(0x45)
export const lessSigned = binary(0x48)
export const lessUnsigned = binary(0x49)
export const add = binary(0x6a)
export const sub = binary(0x6b)
export const and = binary(0x71)
export const or = binary(0x72)
export const xor = binary(0x73)
export const shl = binary(0x74)
export const shrSigned = binary(0x75)
export const shrUnsigned = binary(0x76)

/** Vectors of eight 16-bit numbers. */
export const splat16 = unary(0xfd, 0x10)
export const greaterSigned16 = binary(0xfd, 0x31)
/** The sign bit of each byte. */
export const byteSigns = unary(0xfd, 0x64)

const memory =
  (align: number, ...opcode: Code) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, align, ...unsigned(offset)]
export const load32 = memory(2, 0x28)
export const load8 = memory(0, 0x2d)
export const load16 = memory(1, 0x2f)
export const loadVector = memory(4, 0xfd, 0x00)
export const store32 = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0x36,
  2,
  ...unsigned(offset),
]

const VOID = 0x40
const [BRANCH, BRANCH_IF, END] = [0x0c, 0x0d, 0x0b]
export const when = (condition: Code, then: Code): Code => [...condition, 0x04, VOID, ...then, END]
export const choose = (condition: Code, then: Code, otherwise: Code): Code => [
  ...condition,
  0x04,
  VOID,
  ...then,
  0x05,
  ...otherwise,
  END,
]
/** The body, over and over while the condition holds after it. */
export const repeatWhile = (condition: Code, body: Code): Code => [
  0x03,
  VOID,
  ...body,
  ...condition,
  BRANCH_IF,
  0,
  END,
]
/** The body, over and over while the condition holds before it. */
export const loopWhile = (condition: Code, body: Code): Code => [
  ...[0x02, VOID, 0x03, VOID],
  ...[...isZero(condition), BRANCH_IF, 1],
  ...body,
  ...[BRANCH, 0, END, END],
]

export interface Func {
  /** How many numbers of 32 bits it takes, and whether it has one as result. */
  readonly parameters: number
  readonly hasResult: boolean
  /** Further locals: numbers of 32 bits, then vectors. */
  readonly numbers: number
  readonly vectors: number
  readonly body: Code
  /** The name under which it is exported. */
  readonly name?: string
}

const [I32, V128] = [0x7f, 0x7b]
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes]
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(vector(items))]
/** Names here are ASCII. */
const text = (name: string): Code => sized([...name].map((letter) => letter.charCodeAt(0)))

/** A module that imports its memory as `engine.memory`. Functions are numbered in their order. */
export function moduleOf(funcs: readonly Func[]): Uint8Array<ArrayBuffer> {
  const types = funcs.map(({ parameters, hasResult }): Code => {
    const taken = Array.from({ length: parameters }, (): Code => [I32])
    return [0x60, ...vector(taken), ...vector(hasResult ? [[I32]] : [])]
  })
  const exported = funcs.flatMap(({ name }, i): readonly Code[] =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(i)]],
  )
  const bodies = funcs.map(({ numbers, vectors, body }): Code => {
    const locals = vector([
      [...unsigned(numbers), I32],
      [...unsigned(vectors), V128],
    ])
    return sized([...locals, ...body, END])
  })
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    // At least one page; the most is not said.
    ...section(2, [[...text('engine'), ...text('memory'), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      funcs.map((_, i) => unsigned(i)),
    ),
    ...section(7, exported),
    ...section(10, bodies),
  ])
}
