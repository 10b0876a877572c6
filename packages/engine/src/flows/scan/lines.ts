export type OnLine = (bytes: Uint8Array, start: number, end: number) => void

/**
 * Cuts chunks, split anywhere, into lines without their LF or CRLF. A line longer than `limit` bytes is not gathered: its
 * first `limit` bytes go to `onLong` and the rest is passed over, so memory stays bounded whatever arrives.
 */
export class Lines {
  readonly #limit: number
  readonly #onLine: OnLine
  readonly #onLong: OnLine
  #held = new Uint8Array(4_096)
  #length = 0
  #skipping = false

  constructor(limit: number, onLine: OnLine, onLong: OnLine) {
    this.#limit = limit
    this.#onLine = onLine
    this.#onLong = onLong
  }

  push(chunk: Uint8Array): void {
    let start = 0
    while (start < chunk.length) {
      const newline = chunk.indexOf(10, start)
      if (newline < 0) {
        this.#hold(chunk, start, chunk.length)
        return
      }
      if (this.#skipping) this.#skipping = false
      else if (this.#length > 0) {
        this.#hold(chunk, start, newline)
        if (this.#skipping) this.#skipping = false
        else this.#emit(this.#held, 0, this.#length)
        this.#length = 0
      } else if (newline - start > this.#limit) this.#onLong(chunk, start, start + this.#limit)
      else this.#emit(chunk, start, newline)
      start = newline + 1
    }
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.#length > 0 && !this.#skipping) this.#emit(this.#held, 0, this.#length)
    this.#length = 0
  }

  #emit(bytes: Uint8Array, start: number, end: number): void {
    this.#onLine(bytes, start, end > start && bytes[end - 1] === 13 ? end - 1 : end)
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    if (this.#skipping) return
    const length = this.#length + end - start
    if (length > this.#limit) {
      const fits = this.#limit - this.#length
      this.#reserve(this.#limit)
      this.#held.set(chunk.subarray(start, start + fits), this.#length)
      this.#onLong(this.#held, 0, this.#limit)
      this.#length = 0
      this.#skipping = true
      return
    }
    this.#reserve(length)
    this.#held.set(chunk.subarray(start, end), this.#length)
    this.#length = length
  }

  #reserve(length: number): void {
    if (length <= this.#held.length) return
    const grown = new Uint8Array(Math.max(length, this.#held.length * 2))
    grown.set(this.#held.subarray(0, this.#length))
    this.#held = grown
  }
}
