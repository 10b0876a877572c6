import type { Work } from './work.ts'

/** A choice of sets that together hold every element. */
export interface Cover {
  /** The numbers of the sets, ascending. */
  readonly sets: readonly number[]
  /**
   * `smallest`: it is proven that no cover has fewer. `irreducible`: none of these can be left out. `sufficient`: they are
   * enough, and too many to look for fewer.
   */
  readonly proof: 'smallest' | 'irreducible' | 'sufficient'
}

/** Steps of the search after which the best cover so far is taken. */
const MAX_STEPS = 20_000

/**
 * The fewest sets that hold every element: branch and bound over the element with the fewest sets, with a greedy cover as
 * the first bound. Minimum set cover is NP-hard, so the search is bounded and says whether it came to an end.
 *
 * @param elements for each element the sets that hold it; none may be empty
 * @param order sets that come first in it are preferred between covers of one size
 * @param work where steps are counted
 */
export function smallestCover(
  elements: readonly ReadonlySet<number>[],
  order: (set: number) => number,
  work?: Work,
): Cover {
  const needed = withoutSupersets(elements)
  let best = irredundant(greedy(needed, order), needed)
  let steps = 0
  const chosen = new Set<number>()
  const search = (): void => {
    steps += 1
    if (steps > MAX_STEPS) return
    work?.spend(needed.length)
    let hardest: ReadonlySet<number> | null = null
    let open = 0
    for (const element of needed) {
      if (isHit(element, chosen)) continue
      open += 1
      if (hardest === null || element.size < hardest.size) hardest = element
    }
    if (hardest === null) {
      if (chosen.size < best.length) best = [...chosen]
      return
    }
    if (chosen.size + fewestMore(needed, chosen, open) >= best.length) return
    for (const set of [...hardest].sort((a, b) => order(a) - order(b))) {
      chosen.add(set)
      search()
      chosen.delete(set)
    }
  }
  search()
  return { sets: best.toSorted((a, b) => a - b), proof: steps <= MAX_STEPS ? 'smallest' : 'irreducible' }
}

/** Elements no two of which share a set each need a set of their own. */
function fewestMore(
  elements: readonly ReadonlySet<number>[],
  chosen: ReadonlySet<number>,
  open: number,
): number {
  const used = new Set<number>()
  let fewest = 0
  for (const element of elements) {
    if (open === 0 || isHit(element, chosen) || isHit(element, used)) continue
    fewest += 1
    for (const set of element) used.add(set)
  }
  return fewest
}

const isHit = (element: ReadonlySet<number>, chosen: ReadonlySet<number>): boolean => {
  for (const set of element) if (chosen.has(set)) return true
  return false
}

/** An element is held as soon as one with fewer sets, all of them its own, is. */
function withoutSupersets(elements: readonly ReadonlySet<number>[]): readonly ReadonlySet<number>[] {
  const kept: ReadonlySet<number>[] = []
  for (const element of elements.toSorted((a, b) => a.size - b.size))
    if (!kept.some((smaller) => [...smaller].every((set) => element.has(set)))) kept.push(element)
  return kept
}

function greedy(elements: readonly ReadonlySet<number>[], order: (set: number) => number): readonly number[] {
  const chosen = new Set<number>()
  let open = elements
  while (open.length > 0) {
    const counts = new Map<number, number>()
    for (const element of open) for (const set of element) counts.set(set, (counts.get(set) ?? 0) + 1)
    const [most] = [...counts].sort(([a, x], [b, y]) => y - x || order(a) - order(b))
    if (most === undefined) throw new RangeError('an element that no set holds cannot be covered')
    chosen.add(most[0])
    open = open.filter((element) => !element.has(most[0]))
  }
  return [...chosen]
}

/** Leaves out what the others cover too. */
function irredundant(sets: readonly number[], elements: readonly ReadonlySet<number>[]): readonly number[] {
  const kept = new Set(sets)
  for (const set of sets) {
    kept.delete(set)
    if (!elements.every((element) => isHit(element, kept))) kept.add(set)
  }
  return [...kept]
}
