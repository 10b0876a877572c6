import { createGrowing, type Growing, grow, growWith } from '../growing.ts'

/**
 * Sets of *slots* under small numbers, each once. A slot is the place of an address set among those that the rules name: a
 * group keeps its slot when its members change, so what is known of a membership stays true.
 */
export interface Memberships {
  /** Per membership: where its slots begin in `slots`; they end where the next one's begin. */
  readonly starts: Growing
  readonly slots: Growing
  readonly count: () => number
  /** @param slots ascending; only the first `length` count */
  readonly intern: (slots: Int32Array, length: number, family: 4 | 6) => number
  readonly sizeOf: (membership: number) => number
  readonly familyOf: (membership: number) => 4 | 6
  /** Copies a membership's slots and returns how many they are. */
  readonly read: (membership: number, into: Int32Array) => number
}

export function createMemberships(): Memberships {
  const starts = createGrowing(1_024)
  const slots = createGrowing(4_096)
  const byHash = new Map<number, number | number[]>()
  const families: (4 | 6)[] = []
  growWith(starts, 1, 0)

  const startOf = (membership: number): number => starts.words[membership] as number
  const equals = (membership: number, wanted: Int32Array, length: number, family: 4 | 6): boolean => {
    const start = startOf(membership)
    if (families[membership] !== family || startOf(membership + 1) - start !== length) return false
    for (let i = 0; i < length; i += 1) if (slots.words[start + i] !== wanted[i]) return false
    return true
  }
  const add = (wanted: Int32Array, length: number, family: 4 | 6): number => {
    const at = grow(slots, length)
    for (let i = 0; i < length; i += 1) slots.words[at + i] = wanted[i] as number
    growWith(starts, 1, at + length)
    families.push(family)
    return families.length - 1
  }
  return {
    starts,
    slots,
    count: () => families.length,
    sizeOf: (membership) => startOf(membership + 1) - startOf(membership),
    familyOf: (membership) => families[membership] ?? 4,
    intern: (wanted, length, family) => {
      let hash: number = family
      for (let i = 0; i < length; i += 1)
        hash = Math.imul(hash ^ (wanted[i] as number), 0x01000193) ^ (hash >>> 15)
      const known = byHash.get(hash)
      if (known === undefined) {
        const made = add(wanted, length, family)
        byHash.set(hash, made)
        return made
      }
      const candidates = typeof known === 'number' ? [known] : known
      for (const candidate of candidates) if (equals(candidate, wanted, length, family)) return candidate
      const made = add(wanted, length, family)
      byHash.set(hash, [...candidates, made])
      return made
    },
    read: (membership, into) => {
      const start = startOf(membership)
      const length = startOf(membership + 1) - start
      for (let i = 0; i < length; i += 1) into[i] = slots.words[start + i] as number
      return length
    },
  }
}

/** Takes a slot into an ascending list, or out of it where it is there, and returns the new length. */
export function toggle(list: Int32Array, length: number, slot: number): number {
  let at = length
  while (at > 0 && (list[at - 1] as number) >= slot) at -= 1
  if (at < length && list[at] === slot) {
    list.copyWithin(at, at + 1, length)
    return length - 1
  }
  list.copyWithin(at + 1, at, length)
  list[at] = slot
  return length + 1
}
