/** Capacity of new columns; it doubles. */
const INITIAL = 1 << 14

const makeColumns = (size: number) => ({
  id: new Float64Array(size),
  firstSeen: new Float64Array(size),
  lastSeen: new Float64Array(size),
  sessions: new Float64Array(size),
  bytes: new Float64Array(size),
  packets: new Float64Array(size),
  /** Codes of endpoints. */
  source: new Uint32Array(size),
  destination: new Uint32Array(size),
  /** Code of source, destination and service together. */
  conversation: new Uint32Array(size),
  /** Code of protocol and shown port. */
  service: new Uint32Array(size),
  /** Code of policy and rule. */
  rule: new Uint32Array(size),
  revision: new Int32Array(size),
  importId: new Uint32Array(size),
  appId: new Uint32Array(size),
  user: new Uint32Array(size),
  process: new Uint32Array(size),
  hour: new Int32Array(size),
  port: new Uint16Array(size),
  protocol: new Uint8Array(size),
  state: new Uint8Array(size),
  /** Index in ACTIONS plus one; 0 = null. */
  action: new Uint8Array(size),
  decider: new Uint8Array(size),
  origin: new Uint8Array(size),
})

/** About 110 bytes a row. */
export type Columns = ReturnType<typeof makeColumns>

export const emptyColumns = (): Columns => makeColumns(INITIAL)

/** Columns of at least `needed` rows with the same content. */
export const grown = (columns: Columns, needed: number): Columns => {
  let size = columns.id.length
  if (needed <= size) return columns
  while (size < needed) size *= 2
  const larger = makeColumns(size)
  for (const name of Object.keys(larger) as (keyof Columns)[]) larger[name].set(columns[name])
  return larger
}

/** The first `length` rows, as views. */
export const cut = (columns: Columns, length: number): Columns =>
  // Each view has the type of its column.
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.subarray(0, length)]),
  ) as Columns

/** Moves the rows for which `stays` holds to the front, in order. Returns how many. */
export const compact = (columns: Columns, length: number, stays: (row: number) => boolean): number => {
  let kept = 0
  const all = Object.values(columns)
  for (let row = 0; row < length; row += 1) {
    if (!stays(row)) continue
    if (kept !== row) for (const column of all) column[kept] = column[row] ?? 0
    kept += 1
  }
  return kept
}
