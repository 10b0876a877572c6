/** A set of small whole numbers. Never shrinks; numbers past its end are not in it. */
export type Bitset = Uint32Array

export const emptyBitset = (size: number): Bitset => new Uint32Array((size + 31) >>> 5)

export const hasBit = (set: Bitset, bit: number): boolean =>
  (((set[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1

/** INVARIANT: `bit` is below the size the set was made with. */
export function addBit(set: Bitset, bit: number): void {
  set[bit >>> 5] = (set[bit >>> 5] ?? 0) | (1 << (bit & 31))
}

/** Adds `first` to `last`, both inclusive. INVARIANT: as for `addBit`; nothing is added where `last` is before `first`. */
export function addRange(set: Bitset, first: number, last: number): void {
  for (let bit = first; bit <= last; ) {
    const end = Math.min(last, bit | 31)
    const width = end - bit + 1
    const mask = width === 32 ? -1 : ((1 << width) - 1) << (bit & 31)
    set[bit >>> 5] = (set[bit >>> 5] ?? 0) | mask
    bit = end + 1
  }
}

export function orInto(target: Bitset, source: Bitset): void {
  for (let i = 0; i < source.length && i < target.length; i += 1)
    target[i] = (target[i] ?? 0) | (source[i] ?? 0)
}

export function andInto(target: Bitset, source: Bitset): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) & (source[i] ?? 0)
}

/** `target` without `source`. */
export function subtractInto(target: Bitset, source: Bitset): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) & ~(source[i] ?? 0)
}

/** The members in ascending order. */
export function bitsOf(set: Bitset): number[] {
  const bits: number[] = []
  for (let i = 0; i < set.length; i += 1) {
    for (let word = set[i] ?? 0; word !== 0; word &= word - 1)
      bits.push(i * 32 + 31 - Math.clz32(word & -word))
  }
  return bits
}

export const isEmptyBitset = (set: Bitset): boolean => set.every((word) => word === 0)
