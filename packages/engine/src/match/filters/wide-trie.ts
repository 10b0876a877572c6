/** From `first` up to the next piece's `first`, everything has this value. */
export interface Piece {
  readonly first: number
  readonly value: number
}

/**
 * IPv4 address -> value. `root` has an entry for each upper half of an address; below it are nodes for a byte each where
 * values change inside. An entry is a value, or `NODE` plus the number of a node. A node is 16 words of `nodes`: for each
 * 32 of its 256 places a word with a bit where a run of equal entries begins, and the offset of the runs in `runs`.
 *
 * Raw filters have ten times the intervals of groups, most of them deep: nodes written out would be megabytes.
 */
export interface WideTrie {
  readonly root: Uint16Array | Int32Array
  readonly nodes: Int32Array
  readonly runs: Uint16Array | Int32Array
  /** Entries from here on are nodes. */
  readonly firstNode: number
}

const ROOT = 65_536

/** @param pieces sorted, the first at 0; values below 2^30 */
export function buildWideTrie(pieces: readonly Piece[]): WideTrie {
  let largest = 0
  for (const { value } of pieces) largest = Math.max(largest, value)
  const firstNode = largest + 1
  const root = new Int32Array(ROOT)
  const nodes: number[] = []
  const runs: number[] = []
  let at = 0

  /** The entry for the `size` addresses from `first` on: they come in ascending order. */
  const entryOf = (first: number, size: number): number => {
    while ((pieces[at + 1]?.first ?? Number.POSITIVE_INFINITY) <= first) at += 1
    if ((pieces[at + 1]?.first ?? Number.POSITIVE_INFINITY) >= first + size) return pieces[at]?.value ?? 0
    const entries = Array.from({ length: 256 }, (_, i) => entryOf(first + (i * size) / 256, size / 256))
    return firstNode + addNode(entries)
  }
  const addNode = (entries: readonly number[]): number => {
    const number = nodes.length / 16
    for (let i = 0; i < 256; i += 32) {
      let bits = 0
      // Of the run that goes on from the word before: the first bit of this word counts one further.
      const offset = runs.length - 1
      for (let j = i; j < i + 32; j += 1) {
        if (j > 0 && entries[j] === entries[j - 1]) continue
        bits |= 1 << (j & 31)
        runs.push(entries[j] ?? 0)
      }
      nodes.push(bits, offset)
    }
    return number
  }
  for (let i = 0; i < ROOT; i += 1) root[i] = entryOf(i * ROOT, ROOT)
  const narrow = firstNode + nodes.length / 16 <= ROOT
  return {
    root: narrow ? Uint16Array.from(root) : root,
    nodes: Int32Array.from(nodes),
    runs: narrow ? Uint16Array.from(runs) : Int32Array.from(runs),
    firstNode,
  }
}
