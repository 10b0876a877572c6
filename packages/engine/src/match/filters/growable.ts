/** Whole numbers in a row that grows: an array of V8's that never leaves typed memory. */
export interface Growable {
  readonly push: (value: number) => void
  readonly length: () => number
  /** The numbers so far. Shares memory: not to be kept over a `push`. */
  readonly view: () => Int32Array
  /** A copy of its own. */
  readonly finish: () => Int32Array
}

export function createGrowable(capacity = 1_024): Growable {
  let items = new Int32Array(capacity)
  let length = 0
  return {
    push: (value) => {
      if (length === items.length) {
        const larger = new Int32Array(length * 2)
        larger.set(items)
        items = larger
      }
      items[length] = value
      length += 1
    },
    length: () => length,
    view: () => items.subarray(0, length),
    finish: () => items.slice(0, length),
  }
}
