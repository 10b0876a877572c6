/** Lists of whole numbers, each distinct one once, numbered in the order of their first appearance. */
export interface ListStore {
  /** The number of the list that the first `length` items are; they are copied where it is new. */
  readonly numberOf: (items: Int32Array, length: number) => number
  readonly count: () => number
  /** A list, by number. Shares memory: not to be kept over the next `numberOf`. */
  readonly list: (number: number) => Int32Array
  readonly finish: () => Lists
}

/** List `i` is `items` from `begins[i]` up to `begins[i + 1]`. */
export interface Lists {
  readonly begins: Int32Array
  readonly items: Int32Array
}

const LEAST_SLOTS = 256

export function createListStore(): ListStore {
  let items = new Int32Array(1_024)
  let begins = new Int32Array(LEAST_SLOTS)
  let hashes = new Int32Array(LEAST_SLOTS)
  /** Open addressing: the number of a list plus one, 0 where free; at most half full. */
  let slots = new Int32Array(LEAST_SLOTS)
  let count = 0

  const same = (number: number, other: Int32Array, length: number): boolean => {
    const begin = begins[number] as number
    if ((begins[number + 1] as number) - begin !== length) return false
    for (let i = 0; i < length; i += 1) if (items[begin + i] !== other[i]) return false
    return true
  }
  const place = (hash: number): number => {
    let at = hash & (slots.length - 1)
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
    return at
  }
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2)
    begins = enlarged(begins, slots.length)
    hashes = enlarged(hashes, slots.length)
    for (let number = 0; number < count; number += 1) slots[place(hashes[number] as number)] = number + 1
  }
  const numberOf = (list: Int32Array, length: number): number => {
    const hash = hashOf(list, length)
    for (let at = hash & (slots.length - 1); slots[at] !== 0; at = (at + 1) & (slots.length - 1)) {
      const number = (slots[at] as number) - 1
      if (hashes[number] === hash && same(number, list, length)) return number
    }
    if (count * 2 + 2 >= slots.length) grow()
    const begin = begins[count] as number
    if (begin + length > items.length) items = enlarged(items, Math.max(items.length * 2, begin + length))
    for (let i = 0; i < length; i += 1) items[begin + i] = list[i] as number
    slots[place(hash)] = count + 1
    hashes[count] = hash
    count += 1
    begins[count] = begin + length
    return count - 1
  }
  return {
    numberOf,
    count: () => count,
    list: (number) => items.subarray(begins[number] as number, begins[number + 1] as number),
    finish: () => ({ begins: begins.slice(0, count + 1), items: items.slice(0, begins[count] as number) }),
  }
}

function enlarged(array: Int32Array, length: number) {
  const larger = new Int32Array(length)
  larger.set(array)
  return larger
}

function hashOf(items: Int32Array, length: number): number {
  let hash = length
  for (let i = 0; i < length; i += 1) {
    hash = Math.imul(hash ^ (items[i] as number), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}
