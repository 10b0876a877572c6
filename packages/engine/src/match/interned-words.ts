import { type Growing, grow } from './growing.ts'

/** Runs of words in one growing array, equal runs stored once. */
export interface InternedWords {
  /** Stores the first `length` words of `packed`, or finds the equal run. Returns its offset. */
  readonly intern: (length: number) => number
  /** Stores them in any case. */
  readonly append: (length: number) => number
}

/** @param packed where the caller puts the words of a run before each call */
export function internedWords(store: Growing, packed: Int32Array): InternedWords {
  const byHash = new Map<number, number | number[]>()

  const append = (length: number): number => {
    const offset = grow(store, length)
    store.words.set(packed.subarray(0, length), offset)
    return offset
  }
  const equals = (offset: number, length: number): boolean => {
    const { words } = store
    for (let i = 0; i < length; i += 1) if (words[offset + i] !== packed[i]) return false
    return true
  }
  const intern = (length: number): number => {
    let hash = length
    for (let i = 0; i < length; i += 1)
      hash = Math.imul(hash ^ (packed[i] as number), 0x01000193) ^ (hash >>> 15)
    const known = byHash.get(hash)
    if (known === undefined) {
      const offset = append(length)
      byHash.set(hash, offset)
      return offset
    }
    const offsets = typeof known === 'number' ? [known] : known
    for (const offset of offsets) if (equals(offset, length)) return offset
    const offset = append(length)
    byHash.set(hash, [...offsets, offset])
    return offset
  }
  return { intern, append }
}
