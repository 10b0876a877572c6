import type { NearIndex, NearRule } from './near-index.ts'
import { type Condition, countIn } from './places.ts'

/** A list so short is not worth dividing. */
const SHORT = 16

/** Ends that share one list of rules. */
export interface Part {
  /** Places `from` to `to`, exclusive. */
  readonly from: number
  readonly to: number
  /** What may match at one of them, in evaluation order. */
  readonly rules: readonly NearRule[]
}

/** Counts rules held against ends and peers: time is in proportion to it. */
export interface Work {
  comparisons: number
}

/**
 * Divides the ends among lists of rules: the longest list is halved first, over and over, for as long as all lists together
 * have no more lines than `most`, or than the one list would have that all ends could share.
 *
 * Sharing costs a packet lines about other ends of its part, and each such line a look at its own end. Dividing costs text:
 * a rule is written again in each part in which it may match. The order of places puts ends with the same groups together.
 *
 * Time O(most * log most) however many ends and rules there are: a part that cannot be divided is looked at twice.
 *
 * @param linesOf how many lines a rule takes
 */
export function partition(
  { rules, ends, isFirst }: NearIndex,
  most: number,
  linesOf: (rule: NearRule) => number,
  work: Work,
): readonly Part[] {
  const whole = measured(0, ends.length, rules)
  const done: Part[] = []
  // Lists by their length: the next to divide is always among the longest.
  const waiting = new Map<number, Measured[]>()
  const lengths = new Heap()
  const wait = (part: Measured): void => {
    const same = waiting.get(part.lines)
    if (same !== undefined) same.push(part)
    else {
      waiting.set(part.lines, [part])
      lengths.push(part.lines)
    }
  }
  wait(whole)
  let total = whole.lines
  for (let lines = lengths.pop(); lines !== undefined; lines = lengths.pop()) {
    const parts = waiting.get(lines) ?? []
    waiting.delete(lines)
    for (const part of parts) {
      const at = lines <= SHORT ? null : middleOf(part, isFirst)
      const halves = at === null ? null : [cut(part, part.from, at), cut(part, at, part.to)]
      const grown = halves === null ? 0 : halves.reduce((sum, half) => sum + half.lines, total - lines)
      if (halves === null || grown > most) done.push(part)
      else {
        total = grown
        for (const half of halves) wait(half)
      }
    }
  }
  return done.sort((a, b) => a.from - b.from)

  function cut(part: Part, from: number, to: number): Measured {
    work.comparisons += part.rules.length
    return measured(
      from,
      to,
      part.rules.filter(({ near }) => near.every((each) => countIn(each, from, to) > 0)),
    )
  }

  function measured(from: number, to: number, of: readonly NearRule[]): Measured {
    return { from, to, rules: of, lines: of.reduce((sum, rule) => sum + linesOf(rule), 0) }
  }
}

interface Measured extends Part {
  readonly lines: number
}

/** What a line of the part must still ask of the near end: what holds at every end of it goes without saying. */
export const leftToAsk = ({ near }: NearRule, { from, to }: Part): readonly Condition[] =>
  near.filter((each) => countIn(each, from, to) < to - from)

/** Where to divide: near the middle, never between ends that are the same. */
function middleOf({ from, to }: Part, isFirst: readonly boolean[]): number | null {
  const middle = (from + to) >>> 1
  for (let step = 0; step <= to - from; step += 1) {
    for (const at of [middle - step, middle + step]) if (at > from && at < to && isFirst[at]) return at
  }
  return null
}

/** The largest number first. */
class Heap {
  readonly #values: number[] = []

  push(value: number): void {
    const values = this.#values
    let at = values.push(value) - 1
    while (at > 0) {
      const up = (at - 1) >>> 1
      const above = values[up] ?? 0
      if (above >= value) break
      values[at] = above
      at = up
    }
    values[at] = value
  }

  pop(): number | undefined {
    const values = this.#values
    const top = values[0]
    const last = values.pop()
    if (last === undefined || values.length === 0) return top
    let at = 0
    for (;;) {
      let down = at * 2 + 1
      if ((values[down + 1] ?? -1) > (values[down] ?? -1)) down += 1
      const below = values[down]
      if (below === undefined || below <= last) break
      values[at] = below
      at = down
    }
    values[at] = last
    return top
  }
}
