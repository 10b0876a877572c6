import { hashWords } from '../fast/row-table.ts'

/** Numbers for distinct bitsets (or other word lists), in the order of their first appearance. */
export interface Interner {
  /** The number of a list; its words are copied where it is new. */
  readonly numberOf: (words: Int32Array) => number
  /** The lists, by number. */
  readonly lists: readonly Int32Array[]
}

export function createInterner(): Interner {
  const lists: Int32Array[] = []
  const byHash = new Map<number, number[]>()
  const numberOf = (words: Int32Array): number => {
    const hash = hashWords(words)
    const candidates = byHash.get(hash)
    for (const number of candidates ?? []) if (sameWords(lists[number], words)) return number
    lists.push(words.slice())
    if (candidates === undefined) byHash.set(hash, [lists.length - 1])
    else candidates.push(lists.length - 1)
    return lists.length - 1
  }
  return { numberOf, lists }
}

function sameWords(a: Int32Array | undefined, b: Int32Array): boolean {
  if (a?.length !== b.length) return false
  for (let i = 0; i < b.length; i += 1) if (a[i] !== b[i]) return false
  return true
}
