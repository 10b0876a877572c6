/**
 * The fewest items that must be moved to turn one order into another: all but a longest increasing subsequence.
 * Items that only one side has are ignored. O(n log n), patience sorting.
 */
export function movedItems(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const positions = new Map(before.map((id, position) => [id, position]))
  const common = after.filter((id) => positions.has(id))
  const piles: { id: string; position: number; previous: number }[] = []
  const tops: number[] = []
  for (const id of common) {
    const position = positions.get(id) ?? 0
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((piles[tops[middle] ?? 0]?.position ?? 0) < position) low = middle + 1
      else high = middle
    }
    piles.push({ id, position, previous: low > 0 ? (tops[low - 1] ?? -1) : -1 })
    tops[low] = piles.length - 1
  }
  const moved = new Set(common)
  for (let at = tops.at(-1) ?? -1; at >= 0; at = piles[at]?.previous ?? -1) moved.delete(piles[at]?.id ?? '')
  return moved
}
