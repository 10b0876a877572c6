export interface TopOptions {
  readonly limit: number
  readonly descending: boolean
  readonly keyOf: (row: number) => number
  readonly idOf: (row: number) => number
  /** Only rows that come after this one in the order. */
  readonly after: { readonly key: number; readonly id: number } | null
}

/**
 * The first `limit` rows by key, then id, in order. One pass with a heap of the best so far, its worst on top: nearly every row of
 * a large selection costs one comparison.
 */
export const topRows = (
  rows: Int32Array,
  { limit, descending, keyOf, idOf, after }: TopOptions,
): number[] => {
  const sign = descending ? -1 : 1
  const keys = new Float64Array(limit)
  const ids = new Float64Array(limit)
  const heap = new Int32Array(limit)
  let size = 0
  /** Does place `a` of the heap come after place `b` in the order? */
  const later = (a: number, b: number): boolean => {
    const difference = (keys[a] ?? 0) - (keys[b] ?? 0)
    return difference === 0 ? (ids[a] ?? 0) > (ids[b] ?? 0) : difference > 0
  }
  const swap = (a: number, b: number): void => {
    const [row, key, id] = [heap[a] ?? 0, keys[a] ?? 0, ids[a] ?? 0]
    heap[a] = heap[b] ?? 0
    keys[a] = keys[b] ?? 0
    ids[a] = ids[b] ?? 0
    heap[b] = row
    keys[b] = key
    ids[b] = id
  }
  const sink = (end: number): void => {
    for (let at = 0; ; ) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < end && later(child, worst)) worst = child
      if (worst === at) return
      swap(at, worst)
      at = worst
    }
  }
  const afterKey = after === null ? 0 : sign * after.key
  const afterId = after === null ? 0 : sign * after.id
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    const key = sign * keyOf(row)
    const full = size === limit
    if (full && key > (keys[0] ?? 0)) continue
    const id = sign * idOf(row)
    if (after !== null && (key < afterKey || (key === afterKey && id <= afterId))) continue
    if (full) {
      if (key === keys[0] && id > (ids[0] ?? 0)) continue
      heap[0] = row
      keys[0] = key
      ids[0] = id
      sink(size)
    } else {
      heap[size] = row
      keys[size] = key
      ids[size] = id
      for (let at = size; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!later(at, parent)) break
        swap(at, parent)
        at = parent
      }
      size += 1
    }
  }
  const order: number[] = []
  for (let end = size; end > 0; end -= 1) {
    order.push(heap[0] ?? 0)
    swap(0, end - 1)
    sink(end - 1)
  }
  return order.reverse()
}
