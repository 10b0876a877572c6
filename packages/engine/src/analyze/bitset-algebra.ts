import { andInto, type Bitset, orInto, subtractInto } from '../resolve/bitset.ts'

/**
 * Set operations that give equal results as one and the same object, and remember what they computed: over many pairs of
 * workloads the same few sets meet again and again.
 */
export interface BitsetAlgebra {
  readonly and: (a: Bitset, b: Bitset) => Bitset
  readonly or: (a: Bitset, b: Bitset) => Bitset
  readonly subtract: (a: Bitset, b: Bitset) => Bitset
  /** The one object for sets equal to this. */
  readonly intern: (set: Bitset) => Bitset
}

export function createBitsetAlgebra(): BitsetAlgebra {
  const byContent = new Map<string, Bitset>()
  const intern = (set: Bitset): Bitset => {
    const key = set.join()
    const known = byContent.get(key)
    if (known !== undefined) return known
    byContent.set(key, set)
    return set
  }
  const remembered = (apply: (target: Bitset, other: Bitset) => void): ((a: Bitset, b: Bitset) => Bitset) => {
    const results = new Map<Bitset, Map<Bitset, Bitset>>()
    return (a, b) => {
      const row = results.get(a) ?? new Map<Bitset, Bitset>()
      const known = row.get(b)
      if (known !== undefined) return known
      const made = a.slice()
      apply(made, b)
      const result = intern(made)
      results.set(a, row.set(b, result))
      return result
    }
  }
  return { and: remembered(andInto), or: remembered(orInto), subtract: remembered(subtractInto), intern }
}
