import type { ServiceEntry } from '../model/document.ts'
import { addRange, emptyBitset } from '../resolve/bitset.ts'
import type { ServiceAtoms } from './service-atoms.ts'

/**
 * Pieces of the service space, only the words of the bitset that are not zero: `bits[i]` is its word number `words[i]`. A rule
 * about a port or two takes a few bytes where there are tens of thousands of pieces.
 */
export interface PieceSet {
  readonly words: Int32Array
  readonly bits: Uint32Array
}

export const NO_PIECES: PieceSet = { words: new Int32Array(0), bits: new Uint32Array(0) }

/** Words of all sets together: 1 GB. */
const MOST_WORDS = 2 ** 27

/**
 * The pieces that each list of entries asks for; equal lists share one set.
 *
 * @throws RangeError where the sets are more than can be kept
 */
export function pieceSets(
  { size, ranges }: ServiceAtoms,
  lists: readonly (readonly ServiceEntry[] | null)[],
): readonly PieceSet[] {
  const scratch = emptyBitset(size)
  const known = new Map<string, PieceSet>()
  let kept = 0
  return lists.map((entries) => {
    const key = JSON.stringify(entries)
    const found = known.get(key)
    if (found !== undefined) return found
    const touched = new Set<number>()
    ranges(entries, (first, last) => {
      addRange(scratch, first, last)
      for (let word = first >>> 5; word <= last >>> 5; word += 1) touched.add(word)
    })
    kept += touched.size
    if (kept > MOST_WORDS)
      throw new RangeError(
        `services tell too many ports apart to be analysed: ${size} pieces of the service space, of which ${known.size} services hold more than ${MOST_WORDS * 32}; use fewer different port ranges`,
      )
    const words = Int32Array.from(touched).sort()
    const made = { words, bits: Uint32Array.from(words, (word) => scratch[word] ?? 0) }
    for (const word of words) scratch[word] = 0
    known.set(key, made)
    return made
  })
}

/** Where in `words` the first one that is not below `word` is. Sets of consecutive words are met at once. */
function placeOf(words: Int32Array, word: number): number {
  const first = words[0] ?? 0
  const guess = word - first
  if (guess <= 0) return 0
  if (words[guess] === word) return guess
  let low = 0
  let high = Math.min(words.length, guess)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] as number) < word) low = middle + 1
    else high = middle
  }
  return low
}

/** Writes the set's bits at the given words, ascending, and returns whether there are any; where not, what it writes says nothing. */
export function bitsAt({ words, bits }: PieceSet, at: Int32Array, into: Uint32Array): boolean {
  if ((words[words.length - 1] ?? -1) < (at[0] ?? 0)) return false
  if ((words[0] ?? 0) > (at[at.length - 1] ?? -1)) return false
  let isAny = false
  let i = placeOf(words, at[0] ?? 0)
  for (let k = 0; k < at.length; k += 1) {
    const word = at[k] as number
    while (i < words.length && (words[i] as number) < word) i += 1
    const found = words[i] === word ? (bits[i] as number) : 0
    into[k] = found
    if (found !== 0) isAny = true
  }
  return isAny
}

/** Do the two have a piece in common? */
export function piecesMeet(a: PieceSet, b: PieceSet): boolean {
  if (a.words.length > b.words.length) return piecesMeet(b, a)
  if ((b.words[b.words.length - 1] ?? -1) < (a.words[0] ?? 0)) return false
  let i = placeOf(b.words, a.words[0] ?? 0)
  for (let k = 0; k < a.words.length && i < b.words.length; k += 1) {
    const word = a.words[k] as number
    while (i < b.words.length && (b.words[i] as number) < word) i += 1
    if (b.words[i] === word && ((a.bits[k] as number) & (b.bits[i] as number)) !== 0) return true
  }
  return false
}

/** Does the first hold all of the second? */
export function holdsPieces(a: PieceSet, b: PieceSet): boolean {
  if (a === b) return true
  if (a.words.length < b.words.length) return false
  let i = placeOf(a.words, b.words[0] ?? 0)
  for (let k = 0; k < b.words.length; k += 1) {
    const word = b.words[k] as number
    while (i < a.words.length && (a.words[i] as number) < word) i += 1
    if (a.words[i] !== word || ((b.bits[k] as number) & ~(a.bits[i] as number)) !== 0) return false
  }
  return true
}
