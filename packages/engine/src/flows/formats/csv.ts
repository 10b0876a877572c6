import type { Context } from '../context.ts'
import { BAD, IGNORED, type LineReader, type Outcome, RECORD } from '../outcome.ts'
import { textAt } from '../scan/text.ts'
import { Slots, STRING } from '../slots.ts'
import { OWN_FIELDS, readOwn } from './own-fields.ts'

const QUOTE = 34
const SEPARATORS = [44, 59, 9]
const REQUIRED = ['source', 'destination', 'protocol', 'firstSeen'] as const

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
const ROLES: ReadonlyMap<string, number> = new Map(OWN_FIELDS.map((name, role) => [plain(name), role]))

/** The role of a column by its name, in any case and with any dashes, underscores and spaces; -1 for one not read. */
export const ownRole = (name: string): number => ROLES.get(plain(name)) ?? -1

/** Whether names are a header of our own record: both ends must be there. */
export const isOwnHeader = (names: readonly string[]): boolean =>
  ['source', 'destination'].every((name) => names.some((each) => ownRole(each) === ownRole(name)))

/** The separator of a header line: the one of comma, semicolon and tab that comes first. */
export const separatorOf = (bytes: Uint8Array, start: number, end: number): number => {
  for (let index = start; index < end; index += 1) {
    if (SEPARATORS.includes(bytes[index] as number)) return bytes[index] as number
  }
  return SEPARATORS[0] as number
}

/** Flowgate's own record as CSV with a header line, RFC 4180 quoting; a quoted value may not span lines. */
export class CsvReader implements LineReader {
  readonly #context: Context
  readonly #slots = new Slots(OWN_FIELDS.length)
  #separator = 44
  /** The role of each column, -1 where it is not read; null before the header, empty after one that cannot be used. */
  #roles: readonly number[] | null = null
  #columns = 0

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    if (this.#roles === null) return this.#readHeader(bytes, start, end)
    const { problem } = this.#context
    if (this.#roles.length === 0) return problem.say('the header line above it cannot be used')
    const outcome = this.#split(bytes, start, end, this.#roles)
    if (outcome !== RECORD) return outcome
    if (this.#columns !== this.#roles.length) {
      return problem.say(
        `the line has ${this.#columns} columns, expected ${this.#roles.length} as in the header`,
      )
    }
    return readOwn(this.#context, this.#slots, bytes)
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): Outcome {
    this.#separator = separatorOf(bytes, start, end)
    const names = textAt(bytes, start, end)
      .split(this.#separator === 9 ? '\ufffd' : String.fromCharCode(this.#separator))
      .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
    const roles = names.map(ownRole)
    const missing = REQUIRED.filter((name) => !roles.includes(ownRole(name)))
    if (missing.length === 0) {
      this.#roles = roles
      return IGNORED
    }
    this.#roles = []
    const list = missing.map((name) => `\`${name}\``).join(', ')
    return this.#context.problem.say(`the header line has no ${list}, expected these columns in it`)
  }

  #split(bytes: Uint8Array, start: number, end: number, roles: readonly number[]): Outcome {
    const slots = this.#slots
    slots.clear()
    let column = 0
    let first = start
    for (;;) {
      const role = column < roles.length ? (roles[column] as number) : -1
      let index = first
      if (bytes[index] === QUOTE && index < end) {
        index = this.#quoted(bytes, first, end, role)
        if (index < 0) return BAD
      } else {
        while (index < end && bytes[index] !== this.#separator) index += 1
        if (role >= 0) slots.set(role, STRING, first, index)
      }
      column += 1
      if (index >= end) break
      first = index + 1
    }
    this.#columns = column
    return RECORD
  }

  /** Reads the quoted value at `start`; gives the place after its closing quote, or -1 with the problem told. */
  #quoted(bytes: Uint8Array, start: number, end: number, role: number): number {
    let index = start + 1
    let doubled = false
    for (; index < end; index += 1) {
      if (bytes[index] !== QUOTE) continue
      if (index + 1 >= end || bytes[index + 1] !== QUOTE) break
      doubled = true
      index += 1
    }
    if (index >= end) {
      this.#context.problem.say('a quoted value has no closing quote on its line')
      return -1
    }
    if (index + 1 < end && bytes[index + 1] !== this.#separator) {
      this.#context.problem.say('text follows a closing quote, expected the next column')
      return -1
    }
    if (role >= 0) {
      if (doubled) this.#slots.setCopy(role, undoubled(bytes, start + 1, index))
      else this.#slots.set(role, STRING, start + 1, index)
    }
    return index + 1
  }
}

const undoubled = (bytes: Uint8Array, start: number, end: number): Uint8Array => {
  const out: number[] = []
  for (let index = start; index < end; index += 1) {
    out.push(bytes[index] as number)
    if (bytes[index] === QUOTE) index += 1
  }
  return Uint8Array.from(out)
}
