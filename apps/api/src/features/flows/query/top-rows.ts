/** What rows are sorted by: a column, or what a table says of a column's codes. */
export interface Ordering {
  readonly column: Float64Array | Uint32Array | Uint8Array
  readonly table: Float64Array | null
}

export interface TopOptions {
  readonly limit: number
  readonly descending: boolean
  readonly ordering: Ordering
  readonly ids: Float64Array
  /** Only rows that come after this one in the order. */
  readonly after: { readonly key: number; readonly id: number } | null
}

export const keyIn = ({ column, table }: Ordering, row: number): number => {
  const value = column[row] ?? 0
  return table === null ? value : (table[value] ?? 0)
}

/** The keys of a selection in its order; overwritten by the next. */
let scratch = new Float64Array(0)

/** One loop for each kind of column: what V8 knows of one column's elements it need not ask again for every row. */
const gathered = (rows: Int32Array, { column, table }: Ordering, sign: number): Float64Array => {
  if (scratch.length < rows.length) scratch = new Float64Array(Math.ceil(rows.length * 1.25))
  const keys = scratch
  if (table !== null)
    for (let index = 0; index < rows.length; index += 1)
      keys[index] = sign * (table[column[rows[index] ?? 0] ?? 0] ?? 0)
  else if (column instanceof Float64Array)
    for (let index = 0; index < rows.length; index += 1) keys[index] = sign * (column[rows[index] ?? 0] ?? 0)
  else
    for (let index = 0; index < rows.length; index += 1) keys[index] = sign * (column[rows[index] ?? 0] ?? 0)
  return keys
}

/**
 * The first `limit` rows by key, then id, in order. One pass with a heap of the best so far, its worst on top: nearly every row of
 * a large selection costs one comparison.
 */
export const topRows = (
  rows: Int32Array,
  { limit, descending, ordering, ids: idColumn, after }: TopOptions,
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
  const rowKeys = gathered(rows, ordering, sign)
  const afterKey = after === null ? 0 : sign * after.key
  const afterId = after === null ? 0 : sign * after.id
  // Rows are in the order of their writing: from the end that the order begins with, nearly every row is the worse one.
  for (let step = 0; step < rows.length; step += 1) {
    const index = descending ? rows.length - 1 - step : step
    const key = rowKeys[index] ?? 0
    const full = size === limit
    if (full && key > (keys[0] ?? 0)) continue
    const row = rows[index] ?? 0
    const id = sign * (idColumn[row] ?? 0)
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
