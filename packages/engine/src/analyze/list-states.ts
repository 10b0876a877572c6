/**
 * Lists of numbers as states: the empty list is 0, and a list with one number more is another state. Equal lists are one
 * state however they were reached, so that thousands of pairs of addresses with the same rules are looked at once.
 */
export interface ListStates {
  /** The state of the list with `item` behind it. */
  readonly step: (state: number, item: number) => number
  readonly listOf: (state: number) => readonly number[]
}

/** Open addressing over typed arrays: a million steps take some tens of milliseconds, which maps would not. */
export function createListStates(): ListStates {
  let size = 1 << 8
  let from = new Int32Array(size)
  let item = new Int32Array(size)
  let to = new Int32Array(size)
  let parents = new Int32Array(size)
  let items = new Int32Array(size)
  let states = 1

  const slotOf = (state: number, wanted: number): number => {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(wanted, 0x85ebca6b)) & (size - 1)
    while (to[slot] !== 0 && (from[slot] !== state || item[slot] !== wanted)) slot = (slot + 1) & (size - 1)
    return slot
  }
  const grow = (): void => {
    size *= 2
    from = new Int32Array(size)
    item = new Int32Array(size)
    to = new Int32Array(size)
    const [oldParents, oldItems] = [parents, items]
    parents = new Int32Array(size)
    items = new Int32Array(size)
    parents.set(oldParents)
    items.set(oldItems)
    for (let state = 1; state < states; state += 1)
      put(slotOf(parents[state] as number, items[state] as number), state)
  }
  const put = (slot: number, state: number): void => {
    from[slot] = parents[state] as number
    item[slot] = items[state] as number
    to[slot] = state
  }
  return {
    step: (state, wanted) => {
      const slot = slotOf(state, wanted)
      const known = to[slot] as number
      if (known !== 0) return known
      const made = states
      states += 1
      parents[made] = state
      items[made] = wanted
      put(slot, made)
      if (states * 2 > size) grow()
      return made
    },
    listOf: (state) => {
      const list: number[] = []
      for (let at = state; at !== 0; at = parents[at] as number) list.push(items[at] as number)
      return list.reverse()
    },
  }
}
