import { andInto, type Bitset, orInto, subtractInto } from '../resolve/bitset.ts'

/**
 * Set forgotten that give equal results as one and the same object, and remember what they computed: over many pairs of
 * workloads the same few sets meet again and again.
 */
export interface BitsetAlgebra {
  readonly and: (a: Bitset, b: Bitset) => Bitset
  readonly or: (a: Bitset, b: Bitset) => Bitset
  readonly subtract: (a: Bitset, b: Bitset) => Bitset
  /** The one object for sets equal to this. */
  readonly intern: (set: Bitset) => Bitset
}

/** Words of sets that are remembered at a time, 128 MB; after that all is forgotten, and equal sets may be two objects. */
const MOST_WORDS = 2 ** 25

export function createBitsetAlgebra(): BitsetAlgebra {
  const byHash = new Map<number, Bitset[]>()
  let forgotten = 0
  let words = 0
  const intern = (set: Bitset): Bitset => {
    const hash = hashOf(set)
    const alike = byHash.get(hash)
    const known = alike?.find((each) => isSame(each, set))
    if (known !== undefined) return known
    if (words > MOST_WORDS) {
      byHash.clear()
      words = 0
      forgotten += 1
    }
    words += set.length + OVERHEAD
    const kept = byHash.get(hash)
    if (kept === undefined) byHash.set(hash, [set])
    else kept.push(set)
    return set
  }
  const remembered = (apply: (target: Bitset, other: Bitset) => void): ((a: Bitset, b: Bitset) => Bitset) => {
    const results = new Map<Bitset, Map<Bitset, Bitset>>()
    let since = forgotten
    return (a, b) => {
      const known = results.get(a)?.get(b)
      if (known !== undefined) return known
      const made = a.slice()
      apply(made, b)
      const result = intern(made)
      words += OVERHEAD
      if (since !== forgotten) {
        results.clear()
        since = forgotten
      }
      const row = results.get(a) ?? new Map<Bitset, Bitset>()
      results.set(a, row.set(b, result))
      return result
    }
  }
  return { and: remembered(andInto), or: remembered(orInto), subtract: remembered(subtractInto), intern }
}

/** Of an entry in a map, in words. */
const OVERHEAD = 32

function hashOf(set: Bitset): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < set.length; i += 1) hash = Math.imul(hash ^ (set[i] as number), 0x01000193)
  return hash ^ (hash >>> 15)
}

function isSame(a: Bitset, b: Bitset): boolean {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false
  return a.length === b.length
}
