/**
 * Counts what an analysis does, in steps: a rule looked at, a box cut from another. A document may be made so that its rules
 * cut each other into more pieces than anybody can wait for; a count stops there, at the same step on every machine.
 */
export interface Work {
  /** @throws RangeError once the limit is passed */
  readonly spend: (steps: number) => void
  readonly spent: () => number
}

/** A policy set of ten thousand rules takes some millions, the worst known one of a hundred thousand 200 million, in less than a minute. */
export const MOST_STEPS = 2 ** 29

export function createWork(limit: number): Work {
  let spent = 0
  return {
    spend: (steps) => {
      spent += steps
      if (spent > limit)
        throw new RangeError(
          `the rules cut each other into too many pieces to be analysed: more than ${limit} steps; delete rules that others shadow, name fewer different groups and ports, or look at fewer policies at a time`,
        )
    },
    spent: () => spent,
  }
}
