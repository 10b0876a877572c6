export const ABSENT = 0
export const STRING = 1
export const NUMBER = 2
export const NULL = 3
export const TRUE = 4
export const FALSE = 5
export const COMPOSITE = 6

/**
 * Where the fields of one line lie, by role. A role's bytes are the line's own, unless an escape forced a decoded copy.
 */
export class Slots {
  readonly start: Int32Array
  readonly end: Int32Array
  readonly kind: Uint8Array
  readonly #copies: (Uint8Array | null)[]
  #copied = false

  constructor(roles: number) {
    this.start = new Int32Array(roles)
    this.end = new Int32Array(roles)
    this.kind = new Uint8Array(roles)
    this.#copies = new Array<Uint8Array | null>(roles).fill(null)
  }

  clear(): void {
    this.kind.fill(ABSENT)
    if (this.#copied) this.#copies.fill(null)
    this.#copied = false
  }

  set(role: number, kind: number, start: number, end: number): void {
    this.kind[role] = kind
    this.start[role] = start
    this.end[role] = end
    if (this.#copied) this.#copies[role] = null
  }

  setCopy(role: number, copy: Uint8Array): void {
    this.set(role, STRING, 0, copy.length)
    this.#copies[role] = copy
    this.#copied = true
  }

  /** The bytes that a role's start and end count in. */
  bytesOf(role: number, line: Uint8Array): Uint8Array {
    return this.#copied ? (this.#copies[role] ?? line) : line
  }

  /** Whether the role holds a value: neither absent nor null nor an empty string. */
  has(role: number): boolean {
    const kind = this.kind[role] as number
    return kind !== ABSENT && kind !== NULL && !(kind === STRING && this.start[role] === this.end[role])
  }
}
