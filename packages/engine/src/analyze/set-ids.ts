import type { Bitset } from '../resolve/bitset.ts'

/** A number for each distinct set. */
export function createSetIds(): (set: Bitset) => number {
  const byHash = new Map<number, { readonly set: Bitset; readonly id: number }[]>()
  let ids = 0
  return (set) => {
    let hash = 0
    for (let i = 0; i < set.length; i += 1)
      hash = Math.imul(hash ^ (set[i] as number), 0x01000193) ^ (hash >>> 15)
    const known = byHash.get(hash) ?? []
    byHash.set(hash, known)
    const found = known.find((each) => each.set.every((word, i) => word === set[i]))
    if (found !== undefined) return found.id
    known.push({ set, id: ids })
    ids += 1
    return ids - 1
  }
}
