/**
 * Words that are only ever added to.
 *
 * INVARIANT: a word below `used` never changes. Whoever keeps `words` keeps what it said when it was taken, however much is
 * added afterwards: versions of a classifier share them.
 */
export interface Growing {
  words: Int32Array
  used: number
}

export const createGrowing = (capacity: number): Growing => ({ words: new Int32Array(capacity), used: 0 })

/**
 * Makes room for `length` more words and returns where they begin; the caller fills them. `words` may be another array
 * afterwards: `into.words[grow(into, 1)] = x` writes to the old one, since it is evaluated from the left.
 */
export function grow(into: Growing, length: number): number {
  const at = into.used
  if (at + length > into.words.length) {
    const larger = new Int32Array(Math.max(at + length, Math.ceil(into.words.length * 1.5)))
    larger.set(into.words.subarray(0, at))
    into.words = larger
  }
  into.used = at + length
  return at
}

/** Adds `length` words that all say `value` and returns where they begin. */
export function growWith(into: Growing, length: number, value: number): number {
  const at = grow(into, length)
  into.words.fill(value, at, at + length)
  return at
}

/** Gives back what was taken in reserve, but for a little that the next changes will need. */
export function trim(growing: Growing): void {
  const kept = growing.used + (growing.used >>> 4) + 64
  if (kept < growing.words.length) growing.words = growing.words.slice(0, kept)
}
