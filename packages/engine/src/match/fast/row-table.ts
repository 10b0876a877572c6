import { createGrowing } from '../growing.ts'
import { internedWords } from '../interned-words.ts'

/**
 * Rule bitsets, each stored once and without its zero words, in one array. A row is, from its offset on:
 *
 * - `summaryWords` words: bit b of word s tells whether word s * 32 + b of the bitset is not zero
 * - `summaryWords` words: where, counted from the offset, the words told of by summary word s begin
 * - the words that are not zero
 *
 * At 100,000 rules a dense row takes 12.5 kB, and there are tens of thousands of rows; packed they take a tenth.
 */
export interface RowTable {
  /** Stores a bitset (or finds the equal one) and returns the row's offset. */
  readonly intern: (bits: Int32Array) => number
  /** All rows; valid after the last `intern`. */
  readonly finish: () => Int32Array
}

/** Words of a rule bitset and of its summary. */
export interface RowShape {
  readonly words: number
  readonly summaryWords: number
}

export function rowShape(rules: number): RowShape {
  const words = Math.max(1, (rules + 31) >>> 5)
  return { words, summaryWords: (words + 31) >>> 5 }
}

/** Bits set in a word. */
export function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * One word of the bitset of the row at `row`.
 * INVARIANT: `bit` is a single bit that is set in summary word `s` of that row.
 */
export function rowWord(rows: Int32Array, row: number, summaryWords: number, s: number, bit: number): number {
  const first = rows[row + summaryWords + s] as number
  return rows[row + first + popcount((rows[row + s] as number) & (bit - 1))] as number
}

/** Is one bit of the row's bitset set? */
export function rowHas(rows: Int32Array, row: number, { summaryWords }: RowShape, number: number): boolean {
  const word = number >>> 5
  const bit = 1 << (word & 31)
  if (((rows[row + (word >>> 5)] ?? 0) & bit) === 0) return false
  return ((rowWord(rows, row, summaryWords, word >>> 5, bit) >>> (number & 31)) & 1) === 1
}

export function createRowTable({ words, summaryWords }: RowShape): RowTable {
  const store = createGrowing(4_096)
  const packed = new Int32Array(2 * summaryWords + words)
  const { intern } = internedWords(store, packed)

  /** Packs the bitset into `packed` and returns its length. */
  const pack = (bits: Int32Array): number => {
    let length = 2 * summaryWords
    for (let s = 0; s < summaryWords; s += 1) {
      packed[summaryWords + s] = length
      let summary = 0
      const end = Math.min(words, s * 32 + 32)
      for (let i = s * 32; i < end; i += 1) {
        const word = bits[i] as number
        if (word === 0) continue
        summary |= 1 << (i & 31)
        packed[length] = word
        length += 1
      }
      packed[s] = summary
    }
    return length
  }
  return {
    intern: (bits) => intern(pack(bits)),
    finish: () => store.words.slice(0, store.used),
  }
}

/** FNV-1a over words. */
export function hashWords(words: Int32Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < words.length; i += 1) hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193)
  return hash
}
