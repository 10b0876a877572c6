const SEED = 0x2545f491

/**
 * Numbers every distinct tuple of `width` 32-bit integers in the order of their first appearance.
 *
 * Open addressing with linear probing over one typed array, at most two thirds full: no object per tuple, and growing
 * copies integers only.
 */
export class TupleTable {
  readonly width: number
  /** Write the tuple here, then call `find` or `upsert`. */
  readonly tuple: Int32Array
  size = 0
  #keys: Int32Array
  #slots: Int32Array
  /** Where the last search ended. */
  #slot = 0

  /** @param capacity a power of two. */
  constructor(width: number, capacity = 1_024) {
    this.width = width
    this.tuple = new Int32Array(width)
    this.#keys = new Int32Array(width * capacity)
    this.#slots = new Int32Array(capacity * 2)
  }

  /** The number of the tuple, or -1 when it is new. */
  find(): number {
    const { tuple, width } = this
    const slots = this.#slots
    const keys = this.#keys
    const mask = slots.length - 1
    let slot = hashAt(tuple, 0, width) & mask
    for (;;) {
      const entry = slots[slot] as number
      if (entry === 0) break
      const base = (entry - 1) * width
      let index = 0
      while (index < width && keys[base + index] === tuple[index]) index += 1
      if (index === width) return entry - 1
      slot = (slot + 1) & mask
    }
    this.#slot = slot
    return -1
  }

  /** The number of the tuple; a new one gets `size`, which grows by one. */
  upsert(): number {
    const known = this.find()
    if (known >= 0) return known
    const number = this.size
    this.size = number + 1
    this.#slots[this.#slot] = this.size
    if (this.size * this.width > this.#keys.length) {
      const grown = new Int32Array(this.#keys.length * 2)
      grown.set(this.#keys)
      this.#keys = grown
    }
    const { tuple, width } = this
    const keys = this.#keys
    for (let index = 0; index < width; index += 1) keys[number * width + index] = tuple[index] as number
    if (this.size * 3 > this.#slots.length * 2) this.#rehash()
    return number
  }

  /** One integer of tuple `number`. */
  at(number: number, index: number): number {
    return this.#keys[number * this.width + index] as number
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = hashAt(this.#keys, number * this.width, this.width) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }
}

function hashAt(words: Int32Array, start: number, width: number): number {
  let hash = SEED
  for (let index = start; index < start + width; index += 1) {
    hash = Math.imul(hash ^ (words[index] as number), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash ^ (hash >>> 13)
}
