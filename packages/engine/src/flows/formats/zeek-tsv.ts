import type { Context } from '../context.ts'
import { BAD, IGNORED, type LineReader, type Outcome } from '../outcome.ts'
import { Columns } from '../scan/columns.ts'
import { asciiBytes, bytesAre, textAt } from '../scan/text.ts'
import { Slots, STRING } from '../slots.ts'
import { CONN_FIELDS, connRole, readConn } from './zeek-conn.ts'

const HASH = 35
const TAB = 9
const NO_FIELDS = 'no `#fields` line came before it, expected the header of conn.log'
const REQUIRED = ['ts', 'id.orig_h', 'id.resp_h', 'proto']

/** Zeek's conn.log with its `#` header lines, which may come again where files were put together. */
export class ZeekTsvReader implements LineReader {
  readonly #context: Context
  readonly #columns = new Columns()
  readonly #slots = new Slots(CONN_FIELDS.length)
  #separator = TAB
  #unset = asciiBytes('-')
  #empty = asciiBytes('(empty)')
  /** The role of each column, -1 where it is not read; null before `#fields`. */
  #roles: readonly number[] | null = null
  /** Why no line can be read; null when they can. */
  #refusal: string | null = null

  constructor(context: Context) {
    this.#context = context
  }

  read(bytes: Uint8Array, start: number, end: number): Outcome {
    let first = start
    while (first < end && bytes[first] === TAB) first += 1
    if (bytes[first] === HASH) return this.#readHeader(textAt(bytes, first, end), bytes, first, end)
    if (this.#refusal !== null || this.#roles === null)
      return this.#context.problem.say(this.#refusal ?? NO_FIELDS)
    const columns = this.#columns
    columns.split(bytes, start, end, this.#separator, false)
    if (columns.count !== this.#roles.length) {
      return this.#context.problem.say(
        `the line has ${columns.count} columns, expected ${this.#roles.length} as in \`#fields\``,
      )
    }
    const slots = this.#slots
    slots.clear()
    for (let column = 0; column < this.#roles.length; column += 1) {
      const role = this.#roles[column] as number
      if (role < 0) continue
      const from = columns.start[column] as number
      const to = columns.end[column] as number
      if (bytesAre(bytes, from, to, this.#unset) || bytesAre(bytes, from, to, this.#empty)) continue
      slots.set(role, STRING, from, to)
    }
    return readConn(this.#context, slots, bytes)
  }

  /** `text` holds tabs as U+FFFD, so the values of `#fields` are cut from the bytes. */
  #readHeader(text: string, bytes: Uint8Array, start: number, end: number): Outcome {
    if (text.startsWith('#separator ')) return this.#readSeparator(text.slice(11).trim())
    const columns = this.#columns
    columns.split(bytes, start, end, this.#separator, false)
    const value = (index: number): string =>
      index < columns.count ? textAt(bytes, columns.start[index] as number, columns.end[index] as number) : ''
    const name = value(0)
    if (name === '#unset_field') this.#unset = asciiBytes(value(1))
    else if (name === '#empty_field') this.#empty = asciiBytes(value(1))
    else if (name === '#path' && value(1) !== '' && !/^conn/.test(value(1))) {
      this.#refusal = `the log above is \`${value(1)}\`, expected \`conn\``
    } else if (name === '#path') this.#refusal = null
    else if (name === '#fields')
      return this.#readFields(Array.from({ length: columns.count - 1 }, (_, index) => value(index + 1)))
    return IGNORED
  }

  #readSeparator(written: string): Outcome {
    const code = /^\\x([0-9a-f]{2})$/i.exec(written)?.[1]
    const separator = code === undefined ? written.charCodeAt(0) : Number.parseInt(code, 16)
    if (code === undefined && written.length !== 1) {
      return this.#context.problem.say(
        `\`#separator\` is \`${written}\`, expected one byte such as \`\\x09\``,
      )
    }
    this.#separator = separator
    return IGNORED
  }

  #readFields(names: readonly string[]): Outcome {
    const roles = names.map(connRole)
    const missing = REQUIRED.filter((name) => !roles.includes(connRole(name)))
    this.#roles = roles
    if (missing.length === 0) {
      if (!this.#refusal?.startsWith('the log above')) this.#refusal = null
      return IGNORED
    }
    const list = missing.map((name) => `\`${name}\``).join(', ')
    this.#refusal = this.#refusal?.startsWith('the log above')
      ? this.#refusal
      : `the \`#fields\` line above it has no ${list}`
    this.#context.problem.say(`\`#fields\` has no ${list}, expected the fields of conn.log`)
    return BAD
  }
}
