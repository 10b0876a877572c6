import { hashTuple, TUPLE_WORDS, type Tuple } from './tuple.ts'

/** Finds stored tuples: open addressing with linear probing, at most half full, and no tombstones. */
export interface TupleIndex {
  /** The slot whose tuple equals, -1 for none. */
  readonly find: (tuple: Tuple) => number
  /** INVARIANT: no stored tuple equals; the slot's words are already written. */
  readonly insert: (slot: number) => void
  /** INVARIANT: the slot is stored and its words are still there. */
  readonly remove: (slot: number) => void
}

/** @param words the tuples, `stride` apart, owned by the caller */
export function createTupleIndex(capacity: number, words: Int32Array, stride: number): TupleIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, capacity * 2)))
  const mask = size - 1
  const buckets = new Int32Array(size).fill(-1)
  const scratch = new Int32Array(TUPLE_WORDS)

  const homeOf = (slot: number): number => {
    const at = slot * stride
    for (let i = 0; i < TUPLE_WORDS; i += 1) scratch[i] = words[at + i] as number
    return hashTuple(scratch) & mask
  }

  const find = (tuple: Tuple): number => {
    for (let bucket = hashTuple(tuple) & mask; ; bucket = (bucket + 1) & mask) {
      const slot = buckets[bucket] as number
      if (slot < 0) return -1
      const at = slot * stride
      let same = 0
      while (same < TUPLE_WORDS && words[at + same] === tuple[same]) same += 1
      if (same === TUPLE_WORDS) return slot
    }
  }

  const insert = (slot: number): void => {
    let bucket = homeOf(slot)
    while ((buckets[bucket] as number) >= 0) bucket = (bucket + 1) & mask
    buckets[bucket] = slot
  }

  const remove = (slot: number): void => {
    let hole = homeOf(slot)
    while (buckets[hole] !== slot) hole = (hole + 1) & mask
    // Moves later members of the run back over the hole, so that no search ever stops short.
    for (let next = (hole + 1) & mask; (buckets[next] as number) >= 0; next = (next + 1) & mask) {
      const home = homeOf(buckets[next] as number)
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        buckets[hole] = buckets[next] as number
        hole = next
      }
    }
    buckets[hole] = -1
  }

  return { find, insert, remove }
}
