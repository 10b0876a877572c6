import { emptyBitset } from '../resolve/bitset.ts'

/** A set of rules that shrinks, with a bit for every word that is not zero: few rules are found quickly among many. */
export interface RuleMask {
  readonly words: Uint32Array
  readonly summary: Uint32Array
}

export function fullMask(rules: number): RuleMask {
  const words = emptyBitset(Math.max(1, rules)).fill(0xffffffff)
  return { words, summary: emptyBitset(words.length).fill(0xffffffff) }
}

export function removeRule({ words, summary }: RuleMask, rule: number): void {
  const at = rule >>> 5
  words[at] = (words[at] as number) & ~(1 << (rule & 31))
  if (words[at] === 0) summary[at >>> 5] = (summary[at >>> 5] as number) & ~(1 << (at & 31))
}
