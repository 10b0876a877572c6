import { createListStore } from './list-store.ts'

/**
 * (class of the source, class of the destination) -> candidate list. The classes' matrix is nearly empty, so its rows are
 * pushed over each other: the cell of a pair is `shift[source] + destination`. No two sources share a shift, so the shift
 * that a cell names tells whether the cell is the pair's. `shift` of a source without cells is one that no cell names.
 */
export interface PairTable {
  readonly shift: Int32Array
  /** By cell the shift of its row, -1 where it is free. */
  readonly owners: Int32Array
  /** By cell the number of its list. */
  readonly lists: Int32Array
}

/** The matrix by rows: row `i` has the cells from `begins[i]` on. */
export interface SparseRows {
  readonly begins: Int32Array
  readonly columns: Int32Array
  readonly lists: Int32Array
  readonly width: number
}

/** Tries to place all rows before the table is given up. */
const MOST_TRIES = 30_000_000
/** Tries for one row, after which holes far behind are left as they are. */
const PATIENCE = 500

/**
 * Row displacement (Tarjan and Yao, "Storing a sparse table", 1979): the longest rows first, each at the first shift where
 * none of its cells is taken and which no other row has.
 *
 * @returns null where finding the places would take too long
 */
export function displace({ begins, columns, lists, width }: SparseRows): PairTable | null {
  const height = begins.length - 1
  const shift = new Int32Array(height).fill(-1)
  let owners = new Int32Array(Math.max(1_024, columns.length + width * 2)).fill(-1)
  let numbers = new Int32Array(owners.length)
  let isShift = new Uint8Array(owners.length)
  let firstFree = 0
  let tries = 0
  let largest = 0
  /** Where rows of a form were placed last: rows of the same form do not fit before. */
  const forms = createListStore()
  const lastOf: number[] = []
  let form = new Int32Array(16)
  for (const row of longestFirst(begins)) {
    const [begin, end] = [begins[row] as number, begins[row + 1] as number]
    let first = width
    for (let i = begin; i < end; i += 1) first = Math.min(first, columns[i] as number)
    if (end - begin > form.length) form = new Int32Array((end - begin) * 2)
    for (let i = begin; i < end; i += 1) form[i - begin] = (columns[i] as number) - first
    const number = forms.numberOf(form, end - begin)
    while (firstFree < owners.length && owners[firstFree] !== -1) firstFree += 1
    let at = Math.max(0, Math.max(firstFree, lastOf[number] ?? 0) - first)
    let tried = 0
    for (let i = begin; i < end; ) {
      if (isShift[at] !== 1 && (owners[at + (columns[i] as number)] ?? -1) === -1) {
        i += 1
        continue
      }
      at += 1
      tried += 1
      i = begin
    }
    tries += tried
    if (tries > MOST_TRIES) return null
    // Where free cells are so far apart, what is left of them is not worth the search.
    if (tried > PATIENCE) firstFree = Math.max(firstFree, at + first - PATIENCE)
    lastOf[number] = at + first
    largest = Math.max(largest, at)
    if (at + width > owners.length) {
      const length = Math.max(owners.length * 2, at + width)
      owners = enlarged(owners, length, -1)
      numbers = enlarged(numbers, length, 0)
      const more = new Uint8Array(length)
      more.set(isShift)
      isShift = more
    }
    shift[row] = at
    isShift[at] = 1
    for (let i = begin; i < end; i += 1) {
      owners[at + (columns[i] as number)] = at
      numbers[at + (columns[i] as number)] = lists[i] as number
    }
  }
  // Every pair has a cell, also those of sources without any.
  let unused = 0
  while (isShift[unused] === 1) unused += 1
  for (let row = 0; row < height; row += 1) if (shift[row] === -1) shift[row] = unused
  const length = Math.max(largest, unused) + width
  return { shift, owners: enlarged(owners, length, -1), lists: enlarged(numbers, length, 0) }
}

/** Rows with cells, by counting. */
function longestFirst(begins: Int32Array): Int32Array {
  const height = begins.length - 1
  let longest = 0
  for (let row = 0; row < height; row += 1)
    longest = Math.max(longest, (begins[row + 1] as number) - (begins[row] as number))
  const next = new Int32Array(longest + 2)
  const length = (row: number): number => (begins[row + 1] as number) - (begins[row] as number)
  for (let row = 0; row < height; row += 1) {
    const at = longest - length(row) + 1
    next[at] = (next[at] as number) + 1
  }
  const filled = height - (next[longest + 1] as number)
  for (let i = 0; i < longest; i += 1) next[i + 1] = (next[i + 1] as number) + (next[i] as number)
  const rows = new Int32Array(filled)
  for (let row = 0; row < height; row += 1) {
    if (length(row) === 0) continue
    const at = longest - length(row)
    rows[next[at] as number] = row
    next[at] = (next[at] as number) + 1
  }
  return rows
}

/** Cut where the new length is less. */
function enlarged(array: Int32Array, length: number, rest: number) {
  const larger = new Int32Array(length).fill(rest, Math.min(length, array.length))
  larger.set(array.length > length ? array.subarray(0, length) : array)
  return larger
}
