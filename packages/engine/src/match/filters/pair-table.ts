import type { CandidateLists } from './candidate-lists.ts'
import type { SpanPieces } from './pieces.ts'

/**
 * (class of the source, class of the destination) -> candidate list. The classes' matrix is nearly empty, so its rows are
 * pushed over each other: the cell of a pair is `shift[source] + destination`, two words of `cells`: the source to which it
 * belongs (-1 = free) and the list. One read tells whether the pair is there.
 */
export interface PairTable {
  readonly shift: Int32Array
  readonly cells: Int32Array
}

/** Pairs that filters may have in common before the table is too large, and tries to place their rows. */
const MOST_PAIRS = 1_000_000
const MOST_TRIES = 100_000_000

/** @returns null where the pairs would be too many */
export function buildPairTable(
  sources: SpanPieces,
  destinations: SpanPieces,
  lists: CandidateLists,
): PairTable | null {
  const classesOfFilter = new Map<number, number[]>()
  for (const [number, filters] of destinations.spansOf.entries()) {
    for (const filter of filters) {
      const known = classesOfFilter.get(filter)
      if (known === undefined) classesOfFilter.set(filter, [number])
      else known.push(number)
    }
  }
  let pairs = 0
  const rows: { readonly source: number; readonly cells: readonly (readonly [number, number])[] }[] = []
  for (const [source, filters] of sources.spansOf.entries()) {
    const candidates = new Map<number, number[]>()
    for (const filter of filters) {
      for (const destination of classesOfFilter.get(filter) ?? []) {
        const known = candidates.get(destination)
        if (known === undefined) candidates.set(destination, [filter])
        else known.push(filter)
        pairs += 1
      }
      if (pairs > MOST_PAIRS) return null
    }
    const cells = [...candidates].map(([destination, list]) => [destination, lists.add(list)] as const)
    if (cells.length > 0) rows.push({ source, cells })
  }
  return displace(rows, sources.spansOf.length, destinations.spansOf.length)
}

/** The longest rows first, each at the first place where none of its cells is taken. */
function displace(
  rows: readonly { readonly source: number; readonly cells: readonly (readonly [number, number])[] }[],
  height: number,
  width: number,
): PairTable | null {
  const shift = new Int32Array(height)
  let cells = new Int32Array(width * 4).fill(-1)
  let firstFree = 0
  let used = 0
  let tries = 0
  for (const { source, cells: row } of [...rows].sort((a, b) => b.cells.length - a.cells.length)) {
    const first = Math.min(...row.map(([destination]) => destination))
    while ((cells[firstFree * 2] ?? -1) !== -1) firstFree += 1
    let at = Math.max(0, firstFree - first)
    const isTaken = ([destination]: readonly [number, number]): boolean =>
      (cells[(at + destination) * 2] ?? -1) !== -1
    while (row.some(isTaken)) {
      at += 1
      tries += 1
      if (tries > MOST_TRIES) return null
    }
    shift[source] = at
    for (const [destination, list] of row) {
      const cell = (at + destination) * 2
      if (cell + 2 > cells.length) {
        const larger = new Int32Array(Math.max(cells.length * 2, cell + 2)).fill(-1)
        larger.set(cells)
        cells = larger
      }
      cells[cell] = source
      cells[cell + 1] = list
      used = Math.max(used, cell + 2)
    }
  }
  // Every pair has a cell, also those past the last that is taken.
  const whole = new Int32Array((Math.max(...shift, 0) + width) * 2).fill(-1)
  whole.set(cells.subarray(0, Math.min(used, whole.length)))
  return { shift, cells: whole }
}
