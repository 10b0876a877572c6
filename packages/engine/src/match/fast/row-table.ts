/**
 * Rule bitsets of one length, each stored once. A row is `summaryWords` words that tell which of the next `words` words are
 * not zero, and then those words.
 */
export interface RowTable {
  /** Stores a row (or finds the equal one) and returns its offset in `words`. */
  readonly intern: (row: Int32Array) => number
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

export function createRowTable({ words, summaryWords }: RowShape): RowTable {
  const stride = words + summaryWords
  let store = new Int32Array(stride * 64)
  let used = 0
  const byHash = new Map<number, number[]>()

  const equals = (offset: number, row: Int32Array): boolean => {
    for (let i = 0; i < words; i += 1) if (store[offset + summaryWords + i] !== row[i]) return false
    return true
  }

  const intern = (row: Int32Array): number => {
    const hash = hashWords(row)
    const candidates = byHash.get(hash) ?? []
    for (const offset of candidates) if (equals(offset, row)) return offset
    if (used + stride > store.length) {
      const larger = new Int32Array(store.length * 2)
      larger.set(store)
      store = larger
    }
    const offset = used
    store.set(row, offset + summaryWords)
    for (let i = 0; i < words; i += 1) {
      if (row[i] !== 0) store[offset + (i >>> 5)] = (store[offset + (i >>> 5)] ?? 0) | (1 << (i & 31))
    }
    used += stride
    byHash.set(hash, [...candidates, offset])
    return offset
  }

  return { intern, finish: () => store.slice(0, used) }
}

/** FNV-1a over words. */
export function hashWords(words: Int32Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < words.length; i += 1) hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193)
  return hash
}
