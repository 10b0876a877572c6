import type { MatchRule } from '../compile/match-rule.ts'
import {
  andInto,
  type Bitset,
  bitsOf,
  emptyBitset,
  isEmptyBitset,
  orInto,
  subtractInto,
} from '../resolve/bitset.ts'

/** A rule as first match over all services sees it. */
export interface FirstMatchRule {
  readonly rule: MatchRule
  readonly services: Bitset
  /** See `conditionsOf`. */
  readonly conditions: readonly string[]
}

/** In `FirstMatch`: no rule matches, the default rule decides. */
export const BY_DEFAULT = -1

/**
 * Which of the candidates decides about each piece of the service space, as its number in `rules`, when exactly the
 * conditions in `holding` hold.
 */
export function firstMatch(
  rules: readonly FirstMatchRule[],
  candidates: readonly number[],
  pieces: number,
  holding: ReadonlySet<string>,
): Int32Array {
  const decided = new Int32Array(pieces).fill(BY_DEFAULT)
  const open = emptyBitset(pieces)
  for (let piece = 0; piece < pieces; piece += 1)
    open[piece >>> 5] = (open[piece >>> 5] ?? 0) | (1 << (piece & 31))
  const jumped = emptyBitset(pieces)
  let inApplication = false
  for (const number of candidates) {
    const candidate = rules[number]
    if (candidate === undefined || !candidate.conditions.every((condition) => holding.has(condition)))
      continue
    if (candidate.rule.category === 'application' && !inApplication) {
      inApplication = true
      orInto(open, jumped)
    }
    const matched = open.slice()
    andInto(matched, candidate.services)
    if (isEmptyBitset(matched)) continue
    subtractInto(open, matched)
    if (candidate.rule.action === 'jump-to-application') orInto(jumped, matched)
    else for (const piece of bitsOf(matched)) decided[piece] = number
  }
  return decided
}
