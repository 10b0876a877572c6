import type { Span } from './filter.ts'
import type { Piece } from './wide-trie.ts'

/** A field's values cut at every end of every span; pieces with the same spans share a class. */
export interface SpanPieces {
  /** Sorted, the first at 0; `value` is the class. */
  readonly pieces: readonly Piece[]
  /** The spans that hold a class, ascending; class 0 is in none. */
  readonly spansOf: readonly (readonly number[])[]
}

/** Sum of the lengths of all lists, above which nested spans are too many to write out. */
const MOST_LISTED = 8_000_000

/**
 * @param spans by an ascending number of the caller's
 * @returns null where the lists of spans would be too long
 */
export function cutInPieces(spans: readonly (readonly [number, Span])[]): SpanPieces | null {
  const events = new Map<number, { begin: number[]; end: number[] }>([[0, { begin: [], end: [] }]])
  const at = (place: number) => {
    const known = events.get(place)
    if (known !== undefined) return known
    const made = { begin: [], end: [] }
    events.set(place, made)
    return made
  }
  for (const [number, [first, last]] of spans) {
    at(first).begin.push(number)
    if (last < 2 ** 32 - 1) at(last + 1).end.push(number)
  }
  const numbers = new Map<string, number>([['', 0]])
  const spansOf: (readonly number[])[] = [[]]
  const pieces: Piece[] = []
  let active: number[] = []
  let listed = 0
  for (const [place, { begin, end }] of [...events].sort(([a], [b]) => a - b)) {
    const ended = new Set(end)
    active = [...active.filter((number) => !ended.has(number)), ...begin].sort((a, b) => a - b)
    listed += active.length
    if (listed > MOST_LISTED) return null
    const key = active.join()
    let number = numbers.get(key)
    if (number === undefined) {
      number = spansOf.push(active) - 1
      numbers.set(key, number)
    }
    if (pieces.at(-1)?.value !== number) pieces.push({ first: place, value: number })
  }
  return { pieces, spansOf }
}

/** Two cuts of the same field laid over each other: values are pairs of classes. */
export function overlay(
  a: readonly Piece[],
  b: readonly Piece[],
): { readonly pieces: readonly Piece[]; readonly pairs: readonly (readonly [number, number])[] } {
  const starts = [...new Set([...a, ...b].map(({ first }) => first))].sort((x, y) => x - y)
  const numbers = new Map<number, number>()
  const pairs: [number, number][] = []
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  for (const first of starts) {
    while ((a[i + 1]?.first ?? Number.POSITIVE_INFINITY) <= first) i += 1
    while ((b[j + 1]?.first ?? Number.POSITIVE_INFINITY) <= first) j += 1
    const pair: [number, number] = [a[i]?.value ?? 0, b[j]?.value ?? 0]
    const key = pair[0] * 2 ** 26 + pair[1]
    let number = numbers.get(key)
    if (number === undefined) {
      number = pairs.push(pair) - 1
      numbers.set(key, number)
    }
    pieces.push({ first, value: number })
  }
  return { pieces, pairs }
}
