import type { PieceSet } from './piece-sets.ts'
import type { RuleMask } from './rule-mask.ts'

/**
 * Which rules ask for services in which stretch of the service space, stretches of equally many words: rules that cannot meet
 * for their services need not be looked at.
 */
export interface RuleIndex {
  /**
   * Writes the numbers of the rules from `first` up to `end` that may share services with the set and are in the mask, ascending,
   * and returns how many. None that does share services is left out.
   */
  readonly sharing: (into: Int32Array, set: PieceSet, first: number, end: number, mask: RuleMask) => number
}

const MOST_STRETCHES = 1_024
/** A set over more of them is compared with every rule: what it leaves out is not worth the search. */
const MOST_ASKED = 64

export function createRuleIndex(sets: readonly PieceSet[], serviceWords: number): RuleIndex {
  let shift = 0
  while (serviceWords >>> shift >= MOST_STRETCHES) shift += 1
  const words = Math.max(1, (sets.length + 31) >>> 5)
  const stretches = Array.from({ length: (serviceWords >>> shift) + 1 }, () => new Uint32Array(words))
  for (const [rule, set] of sets.entries()) {
    for (const stretch of stretchesOf(set, shift)) {
      const held = stretches[stretch]
      if (held !== undefined) held[rule >>> 5] = (held[rule >>> 5] as number) | (1 << (rule & 31))
    }
  }
  return {
    sharing: (into, set, first, end, mask) => {
      const all = stretchesOf(set, shift)
      const asked = all.length > MOST_ASKED ? null : all.flatMap((each) => stretches[each] ?? [])
      let count = 0
      for (let s = first >>> 10; s * 1_024 < end; s += 1) {
        for (let summary = mask.summary[s] ?? 0; summary !== 0; summary &= summary - 1) {
          const i = s * 32 + 31 - Math.clz32(summary & -summary)
          if (i * 32 + 31 < first) continue
          if (i * 32 >= end) break
          let word = mask.words[i] as number
          if (asked !== null) {
            let any = 0
            for (const each of asked) any |= each[i] as number
            word &= any
          }
          for (; word !== 0; word &= word - 1) {
            const rule = i * 32 + 31 - Math.clz32(word & -word)
            if (rule < first || rule >= end) continue
            into[count] = rule
            count += 1
          }
        }
      }
      return count
    },
  }
}

function stretchesOf({ words }: PieceSet, shift: number): readonly number[] {
  const found: number[] = []
  for (const word of words) if (found.at(-1) !== word >>> shift) found.push(word >>> shift)
  return found
}
