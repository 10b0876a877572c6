import { COMPOSITE, FALSE, NULL, NUMBER, STRING, TRUE } from '../slots.ts'
import { asciiBytes, pushUtf8 } from './text.ts'

const QUOTE = 34
const BACKSLASH = 92
const DEEPEST = 64
/** What may follow a backslash, RFC 8259 section 7, besides `u` and four hex digits. */
const ESCAPES = asciiBytes('"\\/bfnrt')
const WORDS = [
  { bytes: asciiBytes('null'), kind: NULL },
  { bytes: asciiBytes('true'), kind: TRUE },
  { bytes: asciiBytes('false'), kind: FALSE },
] as const

/** Numbers known keys; a key that is looked for at another level than it was made for is another table's business. */
export class Keys {
  readonly #slots: readonly (readonly { readonly bytes: Uint8Array; readonly role: number }[])[]

  constructor(names: readonly (readonly [name: string, role: number])[]) {
    const slots: { bytes: Uint8Array; role: number }[][] = Array.from({ length: 256 }, () => [])
    for (const [name, role] of names) {
      const bytes = asciiBytes(name)
      slots[keyHash(bytes, 0, bytes.length)]?.push({ bytes, role })
    }
    this.#slots = slots
  }

  /** The role of the key in bytes [start, end), -1 for one that nobody reads. */
  roleOf(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slots[keyHash(bytes, start, end)] as readonly { bytes: Uint8Array; role: number }[]
    for (let entry = 0; entry < slot.length; entry += 1) {
      const { bytes: known, role } = slot[entry] as { bytes: Uint8Array; role: number }
      if (known.length !== end - start) continue
      let index = 0
      while (index < known.length && known[index] === bytes[start + index]) index += 1
      if (index === known.length) return role
    }
    return -1
  }
}

/** Length, first and last letter: short keys of one level seldom share all three. */
const keyHash = (bytes: Uint8Array, start: number, end: number): number =>
  end > start ? ((end - start) * 31 + (bytes[start] as number) * 7 + (bytes[end - 1] as number)) & 255 : 0

/**
 * Walks one JSON text in bytes, strictly as RFC 8259 has it, without making values: the caller is led from key to key and
 * told where each value lies. `failed` says where it stopped being JSON.
 *
 * @example
 * json.open(bytes, start, end)
 * while (json.key()) { if (keys.roleOf(bytes, json.keyStart, json.keyEnd) < 0) json.skip() else json.value() }
 */
export class Json {
  failed = false
  keyStart = 0
  keyEnd = 0
  /** Of the last value: what it is, and where; a string lies without its quotes. */
  kind = NULL as number
  start = 0
  end = 0
  /** Whether the last string holds an escape: decode it with `unescaped`. */
  escaped = false
  #bytes: Uint8Array = new Uint8Array(0)
  #position = 0
  #limit = 0
  /** True right after `{`: a key may follow without a comma. */
  #first = false

  /** Starts at an object; false when there is none. */
  open(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes
    this.#position = start
    this.#limit = end
    this.failed = false
    return this.enter()
  }

  /** Goes into the object that comes next as a value; false, and nothing read, when the value is no object. */
  enter(): boolean {
    this.#space()
    if (this.#bytes[this.#position] !== 123 || this.#position >= this.#limit) return false
    this.#position += 1
    this.#first = true
    return true
  }

  /** Goes to the next key of the object; false at its end, or when `failed`. */
  key(): boolean {
    this.#space()
    let code = this.#peek()
    if (code === 125) {
      this.#position += 1
      this.#first = false
      return false
    }
    if (!this.#first) {
      if (code !== 44) return this.#fail()
      this.#position += 1
      this.#space()
      code = this.#peek()
    }
    this.#first = false
    if (code !== QUOTE || !this.#string()) return this.#fail()
    this.keyStart = this.start
    this.keyEnd = this.end
    this.#space()
    if (this.#peek() !== 58) return this.#fail()
    this.#position += 1
    return true
  }

  /** Reads the value that comes next; false when `failed`. */
  value(): boolean {
    this.#space()
    const code = this.#peek()
    if (code === QUOTE) {
      this.kind = STRING
      return this.#string() || this.#fail()
    }
    if (code === 45 || (code >= 48 && code <= 57)) {
      this.kind = NUMBER
      return this.#number() || this.#fail()
    }
    if (code === 123 || code === 91) {
      const start = this.#position
      if (!this.#composite(0)) return this.#fail()
      this.kind = COMPOSITE
      this.start = start
      this.end = this.#position
      return true
    }
    return this.#word() || this.#fail()
  }

  /** Nothing but space may follow the text. */
  finish(): boolean {
    this.#space()
    if (this.#position < this.#limit) this.failed = true
    return !this.failed
  }

  /** The text of the last string, decoded, as bytes. */
  unescaped(): Uint8Array {
    const out: number[] = []
    for (let index = this.start; index < this.end; index += 1) {
      const code = this.#bytes[index] as number
      if (code !== BACKSLASH) {
        out.push(code)
        continue
      }
      index += 1
      const letter = this.#bytes[index] as number
      if (letter !== 117) {
        out.push(UNESCAPED[ESCAPES.indexOf(letter)] ?? letter)
        continue
      }
      let point = this.#hex(index + 1)
      index += 4
      const paired = point >= 0xd800 && point < 0xdc00 && this.#bytes[index + 1] === BACKSLASH
      const low = paired && this.#bytes[index + 2] === 117 ? this.#hex(index + 3) : 0
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + (point - 0xd800) * 1_024 + (low - 0xdc00)
        index += 6
      }
      pushUtf8(out, point)
    }
    return Uint8Array.from(out)
  }

  #peek(): number {
    return this.#position < this.#limit ? (this.#bytes[this.#position] as number) : -1
  }

  #space(): void {
    while (this.#position < this.#limit) {
      const code = this.#bytes[this.#position]
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return
      this.#position += 1
    }
  }

  #string(): boolean {
    const bytes = this.#bytes
    const limit = this.#limit
    let index = this.#position + 1
    this.start = index
    this.escaped = false
    while (index < limit) {
      const code = bytes[index] as number
      if (code === QUOTE) {
        this.end = index
        this.#position = index + 1
        return true
      }
      if (code < 32) return false
      if (code === BACKSLASH) {
        this.escaped = true
        index += 1
        const letter = index < limit ? (bytes[index] as number) : -1
        if (letter === 117) {
          if (index + 4 >= limit || this.#hex(index + 1) < 0) return false
          index += 4
        } else if (!ESCAPES.includes(letter)) return false
      }
      index += 1
    }
    return false
  }

  #number(): boolean {
    this.start = this.#position
    if (this.#peek() === 45) this.#position += 1
    const whole = this.#position
    this.#digits()
    const length = this.#position - whole
    if (length === 0 || (length > 1 && this.#bytes[whole] === 48)) return false
    if (this.#peek() === 46) {
      this.#position += 1
      if (!this.#digits()) return false
    }
    if ((this.#peek() | 32) === 101 && this.#peek() >= 0) {
      this.#position += 1
      if (this.#peek() === 43 || this.#peek() === 45) this.#position += 1
      if (!this.#digits()) return false
    }
    this.end = this.#position
    return true
  }

  #digits(): boolean {
    const start = this.#position
    while (this.#position < this.#limit) {
      const code = this.#bytes[this.#position] as number
      if (code < 48 || code > 57) break
      this.#position += 1
    }
    return this.#position > start
  }

  #word(): boolean {
    for (const { bytes, kind } of WORDS) {
      if (this.#bytes[this.#position] !== bytes[0] || this.#position + bytes.length > this.#limit) continue
      if (!bytes.every((code, index) => this.#bytes[this.#position + index] === code)) return false
      this.kind = kind
      this.start = this.#position
      this.#position += bytes.length
      this.end = this.#position
      return true
    }
    return false
  }

  #composite(depth: number): boolean {
    const object = this.#peek() === 123
    const close = object ? 125 : 93
    this.#position += 1
    this.#space()
    if (this.#peek() === close) {
      this.#position += 1
      return true
    }
    for (;;) {
      this.#space()
      if (object) {
        if (this.#peek() !== QUOTE || !this.#string()) return false
        this.#space()
        if (this.#peek() !== 58) return false
        this.#position += 1
        this.#space()
      }
      const code = this.#peek()
      if (code === 123 || code === 91) {
        if (depth >= DEEPEST || !this.#composite(depth + 1)) return false
      } else if (!this.value()) return false
      this.#space()
      const next = this.#peek()
      this.#position += 1
      if (next === close) return true
      if (next !== 44) return false
    }
  }

  #hex(index: number): number {
    let value = 0
    for (let at = index; at < index + 4; at += 1) {
      const code = this.#bytes[at] as number
      const letter = code | 32
      if (code >= 48 && code <= 57) value = value * 16 + code - 48
      else if (letter >= 97 && letter <= 102) value = value * 16 + letter - 87
      else return -1
    }
    return value
  }

  #fail(): false {
    this.failed = true
    return false
  }
}

/** In the order of `ESCAPES`. */
const UNESCAPED = [34, 92, 47, 8, 12, 10, 13, 9]
