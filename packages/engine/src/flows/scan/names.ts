import { textAt } from './text.ts'

const LONGEST = 256

/** Numbers every distinct name from 1 on (0 stands for none) without making a string of a name that is already known. */
export class Names {
  readonly #texts: string[] = ['']
  readonly #known: Uint8Array[] = [new Uint8Array(0)]
  #slots = new Int32Array(1_024)

  /** The number of the UTF-8 name in bytes [start, end); an empty one has none. Cut after 256 bytes. */
  numberOf(bytes: Uint8Array, start: number, given: number): number {
    const end = Math.min(given, start + LONGEST)
    if (end <= start) return 0
    let hash = 0x811c9dc5
    for (let index = start; index < end; index += 1)
      hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193)
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const number = this.#slots[slot] as number
      if (number === 0) break
      const known = this.#known[number] as Uint8Array
      let index = 0
      if (known.length === end - start) {
        while (index < known.length && known[index] === bytes[start + index]) index += 1
        if (index === known.length) return number
      }
      slot = (slot + 1) & mask
    }
    const number = this.#texts.length
    this.#slots[slot] = number
    // Not `slice`: Node's Buffer gives a view there, and the caller may use its memory again.
    this.#known.push(new Uint8Array(bytes.subarray(start, end)))
    this.#texts.push(textAt(bytes, start, end))
    if (number * 2 > this.#slots.length) this.#rehash()
    return number
  }

  textOf(number: number): string | null {
    return number === 0 ? null : (this.#texts[number] ?? null)
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    for (let number = 1; number < this.#known.length; number += 1) {
      let hash = 0x811c9dc5
      for (const byte of this.#known[number] as Uint8Array) hash = Math.imul(hash ^ byte, 0x01000193)
      let slot = (hash ^ (hash >>> 15)) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = number
    }
    this.#slots = slots
  }
}
