import { popcount } from '../fast/row-table.ts'
import { createGrowing, type Growing } from '../growing.ts'
import { internedWords } from '../interned-words.ts'

/**
 * Rule bitsets, each stored once, as what differs from another, its *base*. At 100,000 rules of which 500 are about any
 * address, every row has those 500: written out, the rows of 20,000 workloads take a hundred megabytes.
 *
 * A row is, from its offset on: the offset of its base (its own where it is one: then the base counts as empty); the summary,
 * one bit for each word that is not zero; where, counted from the offset, the words told of by each word of the summary begin;
 * the words. A base differs from nothing, so it is the bitset itself.
 */
export interface RowStore {
  readonly store: Growing
  readonly words: number
  readonly summaryWords: number
  /** The row without rules. */
  readonly empty: number
  /** Stores a bitset as a base. */
  readonly addBase: (bits: Int32Array) => number
  /** Stores a bitset and returns its row; equal bitsets of one base have one row. */
  readonly intern: (bits: Int32Array, base: number) => number
  /** The same for bits that differ from the base's in the words of `touched` only, one bit for each. */
  readonly internTouched: (
    bits: Int32Array,
    base: number,
    baseBits: Int32Array,
    touched: Int32Array,
  ) => number
  /** Writes the bitset of a row. */
  readonly read: (row: number, into: Int32Array) => void
}

export function createRows(rules: number): RowStore {
  const words = Math.max(1, (rules + 31) >>> 5)
  const summaryWords = (words + 31) >>> 5
  const head = 1 + 2 * summaryWords
  const store = createGrowing(4_096)
  const packed = new Int32Array(head + words)
  const { intern, append } = internedWords(store, packed)
  const everyWord = new Int32Array(summaryWords).fill(-1)
  const nothing = new Int32Array(words)
  /** Bitsets of the bases, by offset. */
  const bases = new Map<number, Int32Array>()

  const pack = (bits: Int32Array, baseBits: Int32Array, touched: Int32Array): number => {
    let length = head
    for (let s = 0; s < summaryWords; s += 1) {
      packed[1 + summaryWords + s] = length
      let summary = 0
      for (let left = touched[s] as number; left !== 0; left &= left - 1) {
        const bit = left & -left
        const w = s * 32 + 31 - Math.clz32(bit)
        if (w >= words) continue
        const word = (bits[w] as number) ^ (baseBits[w] as number)
        if (word === 0) continue
        summary |= bit
        packed[length] = word
        length += 1
      }
      packed[1 + s] = summary
    }
    return length
  }

  const internTouched: RowStore['internTouched'] = (bits, base, baseBits, touched) => {
    const length = pack(bits, baseBits, touched)
    packed[0] = base
    return intern(length)
  }

  const addBase = (bits: Int32Array): number => {
    const length = pack(bits, nothing, everyWord)
    packed[0] = store.used
    const offset = append(length)
    bases.set(offset, bits.slice())
    return offset
  }

  const read: RowStore['read'] = (row, into) => {
    const { words: stored } = store
    const base = stored[row] as number
    into.set(bases.get(base) ?? nothing)
    if (base === row) return
    for (let s = 0; s < summaryWords; s += 1) {
      let at = row + (stored[row + 1 + summaryWords + s] as number)
      for (let left = stored[row + 1 + s] as number; left !== 0; left &= left - 1) {
        const w = s * 32 + 31 - Math.clz32(left & -left)
        into[w] = (into[w] as number) ^ (stored[at] as number)
        at += 1
      }
    }
  }

  const empty = addBase(nothing)
  return {
    store,
    words,
    summaryWords,
    empty,
    addBase,
    intern: (bits, base) => internTouched(bits, base, bases.get(base) ?? nothing, everyWord),
    internTouched,
    read,
  }
}

/** One word of what a row itself says, 0 where it says nothing there; `bit` is that word's bit in summary word `s`. */
function ownWord(rows: Int32Array, row: number, summaryWords: number, s: number, bit: number): number {
  const summary = rows[row + 1 + s] as number
  if ((summary & bit) === 0) return 0
  return rows[row + (rows[row + 1 + summaryWords + s] as number) + popcount(summary & (bit - 1))] as number
}

/**
 * The first rule from `from` on that is in all three rows; at least as many as there are rules where there is none.
 *
 * @param c a row whose base is the empty one
 */
export function firstCommon(
  rows: Int32Array,
  words: number,
  summaryWords: number,
  a: number,
  b: number,
  c: number,
  from: number,
): number {
  const aBase = rows[a] as number
  const bBase = rows[b] as number
  const startWord = from >>> 5
  let within = -1 << (from & 31)
  for (let s = startWord >>> 5; s < summaryWords; s += 1) {
    let summary =
      ((rows[a + 1 + s] as number) | (rows[aBase + 1 + s] as number)) &
      ((rows[b + 1 + s] as number) | (rows[bBase + 1 + s] as number)) &
      (rows[c + 1 + s] as number)
    if (s === startWord >>> 5) summary &= -1 << (startWord & 31)
    while (summary !== 0) {
      const bit = summary & -summary
      const w = s * 32 + 31 - Math.clz32(bit)
      let common = ownWord(rows, c, summaryWords, s, bit)
      let word = ownWord(rows, a, summaryWords, s, bit)
      if (aBase !== a) word ^= ownWord(rows, aBase, summaryWords, s, bit)
      common &= word
      word = ownWord(rows, b, summaryWords, s, bit)
      if (bBase !== b) word ^= ownWord(rows, bBase, summaryWords, s, bit)
      common &= word
      if (w === startWord) common &= within
      if (common !== 0) return w * 32 + 31 - Math.clz32(common & -common)
      within = -1
      summary &= summary - 1
    }
  }
  return words * 32
}

/** Is one rule in the row? */
export function isIn(rows: Int32Array, summaryWords: number, row: number, rule: number): boolean {
  const w = rule >>> 5
  const base = rows[row] as number
  let word = ownWord(rows, row, summaryWords, w >>> 5, 1 << (w & 31))
  if (base !== row) word ^= ownWord(rows, base, summaryWords, w >>> 5, 1 << (w & 31))
  return ((word >>> (rule & 31)) & 1) === 1
}
