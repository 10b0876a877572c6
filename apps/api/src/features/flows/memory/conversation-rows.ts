/** A share of all rows from which on it is quicker to look at each. */
const MANY = 1 / 8

const grown = (numbers: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> => {
  if (needed <= numbers.length) return numbers
  const larger = new Int32Array(Math.max(needed, numbers.length * 2, 1 << 10))
  larger.set(numbers)
  return larger
}

/**
 * The rows of each conversation, as chains from the newest to the oldest: a filter that few conversations pass need not look at
 * the rows of all others. Rows count from one here; zero ends a chain.
 */
export class ConversationRows {
  #newest = new Int32Array(0)
  #counts = new Int32Array(0)
  #before = new Int32Array(0)
  #rows = 0

  /** INVARIANT: rows are added in order, each once. */
  add(row: number, conversation: number): void {
    this.#newest = grown(this.#newest, conversation + 1)
    this.#counts = grown(this.#counts, conversation + 1)
    this.#before = grown(this.#before, row + 1)
    this.#before[row] = this.#newest[conversation] ?? 0
    this.#newest[conversation] = row + 1
    this.#counts[conversation] = (this.#counts[conversation] ?? 0) + 1
    this.#rows += 1
  }

  /** Begins anew: rows have moved. */
  rebuild(conversations: Uint32Array, length: number): void {
    this.#newest.fill(0)
    this.#counts.fill(0)
    this.#rows = 0
    for (let row = 0; row < length; row += 1) this.add(row, conversations[row] ?? 0)
  }

  /**
   * Writes the rows of the conversations in the mask into `found`, in order. Returns how many; null, having written nothing, when
   * they are so many that looking at every row is quicker.
   */
  collect(mask: Uint8Array, found: Int32Array): number | null {
    let total = 0
    for (let code = 0; code < mask.length; code += 1) if (mask[code] === 1) total += this.#counts[code] ?? 0
    if (total > this.#rows * MANY) return null
    let count = 0
    for (let code = 0; code < mask.length; code += 1) {
      if (mask[code] !== 1) continue
      for (let next = this.#newest[code] ?? 0; next !== 0; next = this.#before[next - 1] ?? 0) {
        found[count] = next - 1
        count += 1
      }
    }
    found.subarray(0, count).sort()
    return count
  }
}
