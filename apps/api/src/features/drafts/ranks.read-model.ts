import { AppError, type Position } from '@flowgate/shared'
import { generateNKeysBetween } from 'fractional-indexing'

interface Ranked {
  readonly id: string
  readonly rank: string | null
}

/**
 * Where something goes in `list`, which does not hold it. Without a position: to the end.
 * @throws AppError `unknown_reference` where the neighbour is not in the list
 */
export const indexFor = (list: readonly Ranked[], position: Position | undefined, kind: string): number => {
  if (position === undefined) return list.length
  if ('at' in position) return position.at === 'first' ? 0 : list.length
  const [word, id] =
    'before' in position ? (['before', position.before] as const) : (['after', position.after] as const)
  const index = list.findIndex((each) => each.id === id)
  if (index >= 0) return word === 'before' ? index : index + 1
  throw new AppError('unknown_reference', {
    detail: `there is no ${kind} \`${id}\` in this list`,
    errors: [
      {
        field: `body.position.${word}`,
        message: `is not a ${kind} of the list`,
        received: id,
        help: `name another ${kind} of the same list, or use {"at":"first"} or {"at":"last"}`,
      },
    ],
  })
}

/**
 * Ranks for `count` objects that go to `index` of `list`. `keep` is taken instead where it fits there: what is moved back
 * to where it was is unchanged.
 */
export const ranksAt = (
  list: readonly Ranked[],
  index: number,
  count: number,
  keep?: string | null,
): readonly string[] => {
  const below = list[index - 1]?.rank ?? null
  // Equal ranks (two drafts chose the same) leave no room between them: go past them.
  const above = list.slice(index).find(({ rank }) => below === null || (rank ?? '') > below)?.rank ?? null
  if (keep && count === 1 && (below === null || keep > below) && (above === null || keep < above))
    return [keep]
  return generateNKeysBetween(below, above, count)
}

/** Length of the longest increasing run ending at each place, by patience sorting: what can stay when the rest moves. */
const longestIncreasing = (ranks: readonly string[]): ReadonlySet<number> => {
  const tails: number[] = []
  const previous: number[] = []
  for (const [index, rank] of ranks.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ranks[tails[middle] ?? 0] ?? '') < rank) low = middle + 1
      else high = middle
    }
    previous[index] = tails[low - 1] ?? -1
    tails[low] = index
  }
  const kept = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) kept.add(at)
  return kept
}

/** Ranks for a whole list in a wanted order; as many as possible keep the rank they have. */
export const rerank = (wanted: readonly (string | null)[]): readonly string[] => {
  const known = wanted.flatMap((rank, index) => (rank === null ? [] : [{ rank, index }]))
  const kept = longestIncreasing(known.map(({ rank }) => rank))
  const ranks = wanted.map((): string | null => null)
  for (const at of kept) {
    const entry = known[at]
    if (entry) ranks[entry.index] = entry.rank
  }
  const result: string[] = []
  for (let start = 0; start < ranks.length; ) {
    const fixed = ranks[start]
    if (fixed) {
      result.push(fixed)
      start += 1
      continue
    }
    let end = start
    while (end < ranks.length && ranks[end] === null) end += 1
    result.push(...generateNKeysBetween(result.at(-1) ?? null, ranks[end] ?? null, end - start))
    start = end
  }
  return result
}
