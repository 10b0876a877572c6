/** Doubly linked lists of slots in order of last use, several over one set of slots; every step takes constant time. */
export interface LruLists {
  /** Puts a slot that is in no list at the end of one. */
  readonly append: (list: number, slot: number) => void
  readonly remove: (slot: number) => void
  /** The slot used longest ago, -1 where the list is empty. */
  readonly oldest: (list: number) => number
}

export function createLruLists(lists: number, capacity: number): LruLists {
  // A list's ends are nodes of their own after the slots: no case is special.
  const next = new Int32Array(capacity + lists)
  const previous = new Int32Array(capacity + lists)
  for (let list = 0; list < lists; list += 1) {
    next[capacity + list] = capacity + list
    previous[capacity + list] = capacity + list
  }
  return {
    append: (list, slot) => {
      const end = capacity + list
      const last = previous[end] as number
      next[last] = slot
      previous[slot] = last
      next[slot] = end
      previous[end] = slot
    },
    remove: (slot) => {
      const before = previous[slot] as number
      const after = next[slot] as number
      next[before] = after
      previous[after] = before
    },
    oldest: (list) => {
      const first = next[capacity + list] as number
      return first < capacity ? first : -1
    },
  }
}
